import type { Scenario } from './scenario.ts'
import type { Strike } from './watch.ts'

/** Why something may be left that else must not be, by its name; the only ones there are. */
export const EXCEPTIONS = {
  neverReceived:
    'The tenant issued tokens to a code or a password, and its answer was lost: neither is ever sent twice, and nobody knows the refresh token.',
  notRevoked:
    'The tenant could not be asked to revoke, or failed at it: the log says `revoke_failed`; here the login has ended.',
  inert:
    'A login failed, and the table was down when what it may have written was to be ended: an item stays until its end that opens for nobody, since nobody has got its secret.',
  unheard:
    'An item was ended by its key, and the table answered neither that nor whether it is still there, or it was ended on a condition and only the answer to the second attempt came: what it carried is not revoked.',
  unfinished: 'The call failed and says so: asked again, it ends the rest.',
  endedAnyway:
    'A session was to be ended, and the table did not say whether it has, twice: its refresh token is revoked in any case.',
} as const

export type Exception = keyof typeof EXCEPTIONS

const BY_KEY = /^dynamodb DeleteItem (session|grant)$/
const GIVES_TOKENS = /^tenant POST \/oauth\/token (authorization_code|password)$/
/** The tenant does its work, and nobody hears of it. */
const UNHEARD = ['late', 'garbage', 'half', 'lost answer', 'lost answers']

/**
 * Which exception stands for refresh tokens that the tenant honours and nobody holds.
 *
 * @param failedRevocations as the log told
 */
export function strandedBy(
  { ends, byKey }: Scenario,
  strikes: readonly Strike[],
  stranded: number,
  { failedRevocations, finished }: { failedRevocations: number; finished: boolean },
): Exception | undefined {
  if (strikes.some(({ call, fault }) => GIVES_TOKENS.test(call.name) && UNHEARD.includes(fault))) return 'neverReceived'
  if (byKey && strikes.some(({ call, fault }) => BY_KEY.test(call.name) && UNHEARD.includes(fault))) return 'unheard'
  if (failedRevocations >= stranded) return 'notRevoked'
  return ends === 'when asked again' && !finished ? 'unfinished' : undefined
}

/** Which exception stands for logins here that are dead at the tenant. */
export function deadBy({ beginsLogin, ends }: Scenario): Exception | undefined {
  if (beginsLogin) return 'inert'
  return ends ? 'endedAnyway' : undefined
}
