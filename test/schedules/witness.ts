import { type Actor, currentActor } from './actor.ts'
import type { Auth0, Family, Issued } from './auth0.ts'
import { keyOf, type Operation } from './operation.ts'

/** Those whose work is to end logins. */
const ENDERS = /^(login|logout|app logout|revoke|back-channel)/

/** A token was revoked while its login stood. */
interface Early {
  readonly actor: Actor | undefined
  readonly family: Family
  readonly what: string
}

export type Witness = ReturnType<typeof createWitness>

/** Sees what happens in table and tenant, and says at once what must never happen. */
export function createWitness({ families }: Auth0) {
  const violations: string[] = []
  /** Items of sessions and grants that stand, and the family that each holds a token of. */
  const standing = new Map<string, Family>()
  const ended = new Set<string>()
  /** Families that somebody may not have revoked who ended an item: killed, or never told what the item held, or never told that it ended. */
  const leftInTheMiddle = new Map<Family, (() => boolean)[]>()
  /** An app's new grants, which nobody has before the used one tells of them. */
  const pending = new Map<Actor | undefined, string>()

  const early: Early[] = []

  const keysOf = (family: Family) => [...standing].filter(([, one]) => one === family).map(([key]) => key)

  function familyOf(key: string): Family | undefined {
    if (key.startsWith('grant#')) return families.find(({ name }) => name === 'app')
    const actor = currentActor()
    return families.findLast(({ issued }) => issued[0]?.by === actor)
  }

  function wrote(key: string, { name, input }: Operation): void {
    const family = name === 'PutItem' ? familyOf(key) : standing.get(key)
    const isHandOut = name === 'PutItem' && key.startsWith('grant#') && (family?.issued.length ?? 0) > 1
    // What is about to be handed out may be written twice, when an answer was lost: nobody has it yet.
    if (isHandOut) pending.set(currentActor(), key)
    else if (ended.has(key) && !key.startsWith('bearer#')) violations.push(`An ended ${key} has come back`)
    if (!family || isHandOut || key.startsWith('bearer#')) return
    if (name === 'PutItem' || input.UpdateExpression?.includes('version = :next')) committed(key, family)
  }

  function committed(key: string, family: Family): void {
    const stored = family.issued.findLast(({ by, arrived }) => by === currentActor() && arrived)
    if (stored) stored.stored = true
    const handedOut = pending.get(currentActor()) ?? key
    if (!ended.has(handedOut)) standing.set(handedOut, family)
  }

  function deleted(key: string, { input }: Operation): void {
    const [actor, family] = [currentActor(), standing.get(key)]
    const knowsVersion = input.ConditionExpression === 'version = :version'
    const isLost = () => actor?.isDead() || actor?.hasFailed() || (!knowsVersion && actor?.hasGivenUp()) || false
    if (family) leftInTheMiddle.set(family, [...(leftInTheMiddle.get(family) ?? []), isLost])
    standing.delete(key)
    ended.add(key)
  }

  return {
    violations,
    ended,

    /** Whether a session or grant of a family stands. */
    isAlive: (family: Family) => keysOf(family).length > 0,

    /** Whether nobody could know what to revoke. */
    isExcused: (family: Family) => (leftInTheMiddle.get(family) ?? []).some((isLost) => isLost()),

    /** Something happened in the table. */
    saw(operation: Operation): void {
      const key = keyOf(operation)
      if (operation.status !== 200 || !/^(session|grant|bearer)#/.test(key)) return
      if (operation.name === 'PutItem' || operation.name === 'UpdateItem') wrote(key, operation)
      if (operation.name === 'DeleteItem' && operation.output.Attributes) deleted(key, operation)
    },

    /** A refresh token was revoked. */
    revoked(issued: Issued | undefined): void {
      const keys = issued ? keysOf(issued.family) : []
      if (!issued || keys.length === 0) return
      const what = `${issued.token} was revoked while ${keys.join(' and ')} lives`
      early.push({ actor: currentActor(), family: issued.family, what })
    },

    /** What was revoked while it stood, by others than in doubt. */
    revokedEarly: () => early.filter((one) => !isInDoubt(one)).map(({ what }) => what),

    /** Whether a family was revoked in doubt: its login may stand, and is over at the tenant. */
    isDoubtful: (family: Family) => early.some((one) => one.family === family && isInDoubt(one)),
  }
}

/** Who was to end a login, and was never told whether it has, revokes in any case, and says that it failed. */
function isInDoubt({ actor }: Early): boolean {
  return actor !== undefined && ENDERS.test(actor.name) && actor.hasGivenUp() && (actor.hasFailed() || actor.isDead())
}
