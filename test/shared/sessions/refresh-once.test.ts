import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '#shared/errors'
import { leaseTimes, refreshOnce } from '#shared/sessions/lease'
import { leasedItem, type TestItem, type Work } from '../support/leased.ts'

const START = 1_000_000
const failed = () => Promise.reject(new ServiceError('bad_gateway', 'failed'))
const works = {
  commits: async (commit) => commit() ?? failed(),
  fails: failed,
  dies: () => new Promise<never>(() => undefined),
} satisfies Record<string, Work>

/** Instances that refresh one item. Time moves only while they pause; `turn` decides whose step comes next. */
function stage(turn: () => Promise<unknown> = async () => undefined) {
  const time = { now: START }
  const clock = () => time.now
  const item = leasedItem(clock, async (run) => {
    await turn()
    return run()
  })
  const pause = async (milliseconds: number) => {
    const until = time.now + milliseconds
    await turn()
    time.now = Math.max(time.now, until)
  }
  const instance = (work: Work): Promise<TestItem | string> => {
    const slow: Work = (commit) => turn().then(() => work(commit))
    return refreshOnce(item.current(), item.steps(slow), { clock, pause }).catch((error: unknown) =>
      error instanceof ServiceError ? error.code : String(error),
    )
  }
  return { item, instance, time }
}

/** Lets every step be taken that waits for nothing but its turn. */
const allTurns = () => new Promise(setImmediate)

/** A stage whose steps mix as the scheduler likes. */
const mixed = (scheduler: fc.Scheduler) => stage(() => scheduler.schedule(Promise.resolve()))
const many = fc.integer({ min: 2, max: 12 })

describe('however the steps of many instances mix', () => {
  it('one works and all get its result, or give up when it takes too long', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), many, async (scheduler, count) => {
        const { item, instance, time } = mixed(scheduler)
        const ends = await scheduler.waitFor(Promise.all(Array.from({ length: count }, () => instance(works.commits))))
        expect(item.works).toHaveLength(1)
        expect(ends).toContain(item.current())
        const others = ends.filter((end) => end !== item.current())
        expect(others.every((end) => end === 'temporarily_unavailable')).toBe(true)
        if (time.now < START + leaseTimes.wait) expect(others).toEqual([])
      }),
    )
  })

  it('the failure of the one makes no other ask', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), many, async (scheduler, count) => {
        const { item, instance } = mixed(scheduler)
        const winner = instance(works.fails)
        await scheduler.waitNext(1)
        const waiters = Array.from({ length: count }, () => instance(works.commits))
        const ends = await scheduler.waitFor(Promise.all(waiters))
        await scheduler.waitIdle()
        expect(await winner).toBe('bad_gateway')
        expect(item.works).toHaveLength(1)
        expect(new Set(ends)).toEqual(new Set(['temporarily_unavailable']))
        expect(item.current()).toEqual({ version: 0, result: 'old' })
      }),
    )
  })

  it('no two work at the same time, whoever fails or dies', async () => {
    const waves = fc.array(fc.array(fc.constantFrom('commits', 'fails', 'dies'), { minLength: 1, maxLength: 6 }), {
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), waves, fc.nat(12_000), async (scheduler, kinds, later) => {
        const { item, instance, time } = mixed(scheduler)
        for (const wave of kinds) {
          for (const kind of wave) void instance(works[kind])
          await scheduler.waitIdle()
          time.now += later
        }
        expect(item.overlaps()).toBe(0)
      }),
    )
  })
})

describe('an instance that dies holding the lease', () => {
  it('is waited for, but not for ever', async () => {
    const { item, instance, time } = stage()
    void instance(works.dies)
    expect(await instance(works.commits)).toBe('temporarily_unavailable')
    expect(item.works).toHaveLength(1)
    expect(time.now - START).toBeGreaterThanOrEqual(leaseTimes.wait)
    expect(time.now - START).toBeLessThan(leaseTimes.lease)
  })

  it('is followed by one who waits until the lease ends', async () => {
    const { item, instance, time } = stage()
    void instance(works.dies)
    await allTurns()
    time.now += 5000
    expect(await instance(works.commits)).toEqual(item.current())
    expect(item.works).toHaveLength(2)
    expect(time.now).toBeGreaterThanOrEqual(START + leaseTimes.lease)
    expect(item.overlaps()).toBe(0)
  })

  it('writes nothing when it comes back to life after that', async () => {
    const { item, instance, time } = stage()
    const { promise, resolve } = Promise.withResolvers<void>()
    const late = instance((commit) => promise.then(() => works.commits(commit)))
    await allTurns()
    time.now += leaseTimes.lease
    const winner = await instance(works.commits)
    resolve()
    expect(await late).toBe('bad_gateway')
    expect(item.current()).toEqual(winner)
  })
})

it('an item that ends is waited for no longer', async () => {
  const { item, instance } = stage()
  void instance(works.dies)
  const waiter = instance(works.commits)
  item.end()
  expect(await waiter).toBe('invalid_token')
})

it('a lease that cannot be freed hides nobody’s failure', async () => {
  const first = { version: 0, result: 'old' }
  const { item, time } = stage()
  const steps = { ...item.steps(works.fails), release: () => Promise.reject(new Error('down')) }
  const waiting = { clock: () => time.now, pause: async () => undefined }
  await expect(refreshOnce(first, steps, waiting)).rejects.toMatchObject({ code: 'bad_gateway' })
})
