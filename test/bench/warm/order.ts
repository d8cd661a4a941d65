import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Deployed } from '#infra/rehearsal/environment'

/** What a child is to run. */
export interface Order {
  /** URL of the module that exports the handler. */
  readonly bundle: string
  readonly event: unknown
  /** Found in the right answer. */
  readonly expects: RegExp
  /** How many calls are timed; a quarter as many go before them. */
  readonly times: number
  /** A bare request that is timed between the calls. */
  readonly raw?: BareRequest
}

/** A POST that no client dresses up. */
export interface BareRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What it tells. Times in milliseconds, of each call and of each bare round trip. */
export interface Told {
  readonly answer: string
  /** How many modules of undici were loaded after the import, and after the first call. */
  readonly afterImport: number
  readonly afterFirst: number
  readonly calls: readonly number[]
  readonly trips: readonly number[]
}

const CHILD = new URL('child.ts', import.meta.url)

/** URL of a function's bundle. */
export function bundleOf({ folder }: Deployed): string {
  return pathToFileURL(join(folder, 'index.mjs')).href
}

/**
 * Runs an order in a process of its own, with the function's variables.
 *
 * @param preload modules that the process loads first, as URLs
 * @throws Error when it ends without telling
 */
export async function carryOut(order: Order, { variables }: Deployed, preload: readonly string[] = []): Promise<Told> {
  const child = fork(CHILD, {
    env: { ...variables },
    execArgv: preload.map((url) => `--import=${url}`),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { expects, ...sent } = order
  child.send(sent)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The child of ${order.bundle} ended with exit status ${code}`)
  })
  const [told]: Told[] = await Promise.race([once(child, 'message'), ended])
  if (!told || !expects.test(told.answer)) throw new Error(`${order.bundle} answers ${told?.answer}`)
  return told
}
