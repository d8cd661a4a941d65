import { describe, expect, it } from 'vitest'
import { timeLeft } from '#shared/deadline'
import { leaseTimes, refreshOnce, releaseLease, takeLease } from '#shared/sessions/lease'
import { useDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const NOW = 1_795_341_600_000
const END = NOW + leaseTimes.lease

async function item(fields: Record<string, string | number> = {}): Promise<string> {
  const pk = `session#${newUser()}`
  await database.table.write({ pk, version: 3, ...fields })
  return pk
}
const take = (pk: string, owner: string, now = NOW, version = 3) =>
  takeLease(database.table, pk, { version }, owner, now)

describe('a lease', () => {
  it('is won once under 40 concurrent takes', async () => {
    const pk = await item()
    const owners = Array.from({ length: 40 }, (_, index) => `owner-${index}`)
    const won = await Promise.all(owners.map(async (owner) => ((await take(pk, owner)) ? [owner] : [])))
    expect(won.flat()).toHaveLength(1)
    expect(await database.table.read(pk)).toEqual({ pk, version: 3, leaseOwner: won.flat()[0], leaseUntil: END })
  })

  it('is had again after its end by one, not a moment before', async () => {
    const pk = await item({ leaseOwner: 'dead', leaseUntil: END })
    expect(await take(pk, 'early', END - 1)).toBe(false)
    const won = await Promise.all(Array.from({ length: 20 }, (_, index) => take(pk, `owner-${index}`, END)))
    expect(won.filter(Boolean)).toHaveLength(1)
  })

  it('is not had for another version', async () => {
    const pk = await item()
    expect(await take(pk, 'me', NOW, 2)).toBe(false)
    expect(await take(pk, 'me', NOW, 4)).toBe(false)
  })

  it('is not had of what is not there, and makes nothing', async () => {
    expect(await take('session#nothing', 'me')).toBe(false)
    await releaseLease(database.table, 'session#nothing', 'me')
    expect(await database.table.read('session#nothing')).toBeUndefined()
  })

  it('is freed by its owner only', async () => {
    const pk = await item()
    await take(pk, 'me')
    await releaseLease(database.table, pk, 'other')
    expect(await take(pk, 'other')).toBe(false)
    await releaseLease(database.table, pk, 'me')
    expect(await database.table.read(pk)).toEqual({ pk, version: 3 })
    expect(await take(pk, 'other')).toBe(true)
  })
})

it('its owner is done before it ends, from the moment of taking it', async () => {
  const left: number[] = []
  const note = <T>(result: T) => {
    left.push(timeLeft())
    return Promise.resolve(result)
  }
  const steps = {
    read: () => Promise.reject(new Error('Nobody waits here')),
    take: () => note(true),
    release: () => Promise.resolve(),
    work: () => note({ version: 2 }),
  }
  await refreshOnce({ version: 1 }, steps, { clock: () => NOW, pause: () => Promise.resolve() })
  expect(left).toHaveLength(2)
  for (const milliseconds of left) expect(milliseconds).toBeLessThanOrEqual(leaseTimes.work)
  expect(timeLeft()).toBe(Number.POSITIVE_INFINITY)
})

it('who waits asks more and more seldom, and gives up in time', async () => {
  const held = { version: 1, leaseOwner: 'other', leaseUntil: Number.POSITIVE_INFINITY }
  const [pauses, begun]: [number[], number] = [[], NOW]
  const clock = () => pauses.reduce((sum, pause) => sum + pause, begun)
  const never = () => Promise.reject(new Error('Nobody works here'))
  const steps = { read: async () => held, take: never, release: never, work: never }
  const pause = async (milliseconds: number) => void pauses.push(milliseconds)
  await expectRefusal(() => refreshOnce(held, steps, { clock, pause }), 'temporarily_unavailable')
  expect(pauses.slice(0, 3)).toEqual([50, 75, 112.5])
  expect(Math.max(...pauses)).toBe(400)
  expect(clock() - begun).toBeGreaterThanOrEqual(leaseTimes.wait)
  expect(clock() - begun).toBeLessThan(leaseTimes.wait + 400)
})

it('the times agree: two attempts fit into a lease, and waiters give up before it ends', () => {
  const attempt = 4000
  expect(leaseTimes.work).toBeGreaterThan(2 * attempt)
  expect(leaseTimes.work).toBeLessThan(leaseTimes.lease)
  expect(leaseTimes.wait).toBeGreaterThan(2 * attempt)
  expect(leaseTimes.wait).toBeLessThan(leaseTimes.lease)
})
