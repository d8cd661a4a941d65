/** Runs a bundle in a process of its own and tells by IPC what it measured. */
import { lambdaContext } from '../../shared/support/event.ts'
import type { BareRequest, Order, Told } from './order.ts'

process.on('message', async ({ bundle, event, times, raw }: Order) => {
  const { handler } = await import(bundle)
  const afterImport = undiciModules()
  const call = () => handler(structuredClone(event), lambdaContext)
  const answer = JSON.stringify(await call())
  const afterFirst = undiciModules()
  for (let i = 0; i < times / 4; i++) await call()
  const [calls, trips]: number[][] = [[], []]
  for (let i = 0; i < times; i++) {
    calls?.push(await timed(call))
    if (raw) trips?.push(await timed(() => post(raw)))
  }
  const told: Told = { answer, afterImport, afterFirst, calls: calls ?? [], trips: trips ?? [] }
  process.send?.(told, () => process.exit())
})

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

function undiciModules(): number {
  const list: unknown = Reflect.get(process, 'moduleLoadList')
  return Array.isArray(list) ? list.filter((name) => String(name).includes('undici')).length : Number.NaN
}

// An import of it would load undici.
const { Agent, request } = process.getBuiltinModule('node:http')
const agent = new Agent({ keepAlive: true })

/** A bare round trip: what any client must spend. */
function post({ url, headers, body }: BareRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => response.resume().on('end', resolve))
    call.on('error', reject).end(body)
  })
}
