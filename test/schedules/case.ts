import fc from 'fast-check'
import { isServiceError } from '#shared/errors'
import { createActor, type Fate } from './actor.ts'
import * as calls from './calls.ts'
import type { Engine } from './engine.ts'
import { createTurns } from './turns.ts'
import type { Manner } from './wire.ts'
import { type Browser, createWorld, type Manners, type Sabotage, type World } from './world.ts'

/** What a process does, in which browser, and what befalls it. */
interface Plan extends Fate {
  readonly call: Call
  readonly browser: Browser
}

type Call = (typeof CALLS | typeof OTHERS)[number]

/** A case: the tenant's manners, who acts, and how time moves on by itself, in milliseconds. */
export interface Case extends Manners {
  readonly plans: readonly Plan[]
  readonly moves: readonly number[]
}

const performed: Readonly<Record<Call, (world: World, browser: Browser, name: string) => Promise<unknown>>> = {
  refresh: (world: World, browser: Browser) => calls.browserRefresh(world, world.jars.get(browser) ?? ''),
  userinfo: (world: World, browser: Browser) => calls.userinfo(world, world.jars.get(browser) ?? ''),
  logout: (world: World, browser: Browser) => calls.browserLogout(world, world.jars.get(browser) ?? ''),
  login: (world: World, browser: Browser, name: string) => calls.websiteLogin(world, browser, name),
  'app refresh': (world: World) => calls.appRefresh(world),
  'app logout': (world: World) => calls.appLogout(world, true),
  'app logout by bearer': (world: World) => calls.appLogout(world, false),
  'back-channel': (world, _, name) => calls.backchannelLogout(world, name),
  revoke: (world: World) => calls.revokeUser(world),
}

/** Most calls refresh, since that is what all others meet. */
const CALLS = ['refresh', 'refresh', 'refresh', 'app refresh', 'app refresh', 'app refresh'] as const
const OTHERS = ['userinfo', 'logout', 'login', 'app logout', 'app logout by bearer', 'revoke', 'back-channel'] as const

/** Undefined so many times as often as the value. */
function mostly<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

/**
 * Cases as they may happen.
 *
 * @param moves whether time moves on by itself, so that answers come too late
 */
export const casesOf = (moves: boolean): fc.Arbitrary<Case> =>
  fc.record({
    revokesFamily: fc.boolean(),
    refreshes: fc.array(fc.constantFrom<Manner[]>('good', 'unproved', 'down'), { maxLength: 2 }),
    plans: fc.array(
      fc.record({
        call: fc.constantFrom<Call[]>(...CALLS, ...OTHERS),
        browser: fc.constantFrom<Browser[]>('A', 'A', 'B'),
        diesAt: mostly(5, fc.integer({ min: 1, max: 25 })),
        stallsAt: mostly(2, fc.integer({ min: 1, max: 25 })),
      }),
      { minLength: 2, maxLength: 4 },
    ),
    moves: fc.array(fc.constantFrom(100, 2100, 4100), { maxLength: moves ? 3 : 0 }),
  })

/** Plays a case until all who are not killed have come to an end. */
export async function play(
  engine: Engine,
  scheduler: fc.Scheduler,
  { plans, moves, ...manners }: Case,
  sabotage?: Sabotage,
): Promise<World> {
  const world = await createWorld(engine, manners, sabotage)
  const turns = createTurns(scheduler)
  for (const [index, { call, browser, ...fate }] of plans.entries()) {
    const name = `${call} ${browser}${index + 1}`
    const actor = createActor(turns, world.time, name, fate)
    const failed = (error: unknown) =>
      isServiceError(error) || world.witness.violations.push(`${name} failed: ${error}`)
    void actor.act(() => performed[call](world, browser, name)).catch(failed)
  }
  const clock = createActor(turns, world.time, 'time')
  void clock.act(async () => {
    for (const move of moves) await clock.pause(move)
  })
  await turns.takeAll()
  return world
}
