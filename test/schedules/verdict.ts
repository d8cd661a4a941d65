import { isServiceError } from '#shared/errors'
import { itemKey } from '#shared/sessions/key'
import { leaseTimes } from '#shared/sessions/lease'
import { type Family, type Issued, isLive } from './auth0.ts'
import { browserLogout, userinfo } from './calls.ts'
import type { World } from './world.ts'

/** All that went wrong: what the witness saw, and what shows once all is quiet and every lease is over. */
export async function judge(world: World): Promise<readonly string[]> {
  const { witness, auth0, time, sids, over, app } = world
  const { violations, isAlive, isExcused, isDoubtful, revokedEarly } = witness
  const { families } = auth0
  const say = (said: readonly string[]) => violations.push(...said)
  say(revokedEarly())
  await time.advance(time.clock() + leaseTimes.lease)
  for (const { name } of families.filter((family) => over.has(family.name) && isAlive(family))) {
    say([`${name} lives on after its end`])
  }
  const doubtful = new Set(families.filter(isDoubtful).map(({ name }) => name))
  for (const [sid, name] of sids) if (!doubtful.has(name)) say(await saidOfSession(world, sid))
  for (const tokens of over.has('app') ? app : []) say(await saidOfTokens(world, tokens))
  for (const family of families.filter(isAlive)) if (!isDoubtful(family)) say(unstored(family))
  for (const sid of sids.keys()) await browserLogout(world, sid)
  for (const family of families) if (!isAlive(family) && !isExcused(family)) say(unrevoked(family))
  return violations
}

/** A session that stands is honoured at once, one that ended is not. */
async function saidOfSession(world: World, sid: string): Promise<string[]> {
  const began = world.time.clock()
  const expected = world.witness.ended.has(itemKey('session', sid)) ? 'invalid_token' : 'honoured'
  const answer = await userinfo(world, sid).then(
    () => 'honoured',
    (error: unknown) => (isServiceError(error) ? error.code : String(error)),
  )
  const late = world.time.clock() > began ? ['A lease has outlived its time'] : []
  return answer === expected ? late : [...late, `${world.sids.get(sid)}: ${answer} in place of ${expected}`]
}

/** Of an app's login that has ended no token is honoured. */
async function saidOfTokens(
  { services }: World,
  { accessToken, refreshToken }: World['app'][number],
): Promise<string[]> {
  const honoured = [
    (await services.bearers.find(accessToken)) && accessToken,
    (await services.grants.open(refreshToken)) && refreshToken,
  ]
  return honoured.filter((token) => token !== undefined).map((token) => `${token} is honoured after its end`)
}

/** Of a login that stands every refresh is a version, and its family stands at the tenant. */
function unstored({ name, issued, ended }: Family): string[] {
  const lost = issued.filter((one) => !one.stored && !isStranded(one)).map(({ token }) => token)
  return [
    ...(ended ? [`${name} stands, but was ${ended} at the tenant`] : []),
    ...lost.map((token) => `${token} is not stored`),
  ]
}

/** Of a login that is gone nothing is good for new tokens. */
function unrevoked({ issued }: Family): string[] {
  const left = issued.filter((one) => isLive(one) && !one.renounced && !isStranded(one))
  return left.map(({ token }) => `${token} is not revoked`)
}

/** Its answer got lost, or came to a process that was killed, or that says in the log that the store did not answer. */
function isStranded({ by, arrived }: Issued): boolean {
  return !arrived || by?.isDead() === true || by?.hasLogged('refresh_not_stored') === true
}
