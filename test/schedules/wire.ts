import { once } from 'node:events'
import { type Ask, type TenantRequest, type TenantResponse, TenantUnreachable } from '#shared/auth0/ask'
import { timeLimit } from '#shared/deadline'
import { signToken } from '../shared/support/signing.ts'
import { currentActor } from './actor.ts'
import type { Auth0, Issued } from './auth0.ts'
import { createInFlight } from './in-flight.ts'
import type { Witness } from './witness.ts'

/** What the tenant does with a refresh. */
export type Manner = 'good' | 'unproved' | 'down'

const ACCESS_SECONDS = 5
const done: TenantResponse = { status: 200, headers: {}, body: '' }
const down: TenantResponse = { status: 500, headers: {}, body: '' }
const refused: TenantResponse = { status: 403, headers: {}, body: '{"error":"invalid_grant"}' }

/** An answer, and the token in it. */
interface Answer {
  readonly response: TenantResponse
  readonly issued?: Issued
}

/**
 * The way to the tenant: each call is an effect of the actor at work.
 *
 * @param manners what the tenant does with the refreshes, in turn; those that follow are good
 */
export function createWire(auth0: Auth0, witness: Witness, user: string, manners: readonly Manner[]): Ask {
  const idTokens = { good: idToken(user), unproved: idToken('auth0|another') }
  const inFlight = createInFlight(witness.violations)
  let refreshes = 0

  function tokens(issued: Issued, id_token: string): Answer {
    const { token } = issued
    const body = { access_token: `at-${token}`, refresh_token: token, id_token, token_type: 'Bearer' }
    return { issued, response: { ...done, body: JSON.stringify({ ...body, expires_in: ACCESS_SECONDS }) } }
  }

  function refresh(token: string | undefined): Answer {
    const manner = (currentActor() && manners[refreshes]) ?? 'good'
    refreshes += 1
    if (manner === 'down') return { response: down }
    const issued = auth0.refresh(auth0.find(token), currentActor())
    return issued ? tokens(issued, idTokens[manner]) : { response: refused }
  }

  function answer({ grant_type, username = '', refresh_token, token }: NonNullable<TenantRequest['form']>): Answer {
    if (grant_type === 'refresh_token') return refresh(refresh_token)
    if (grant_type !== undefined) return tokens(auth0.logIn(username, currentActor()), idTokens.good)
    auth0.revoke(auth0.find(token))
    witness.revoked(auth0.find(token))
    return { response: done }
  }

  return async ({ form = {}, timeout = 4000, least }) => {
    const actor = currentActor()
    const label = `Auth0 ${form['grant_type'] ?? 'revoke'} ${form['refresh_token'] ?? form['token'] ?? ''}`
    const renounced = auth0.find(form['token'])
    if (renounced) renounced.renounced = true
    const late = abortion(timeLimit(timeout, least))
    const call = async () => answer(form)
    const { response, issued } = await inFlight(form['refresh_token'], () =>
      actor ? actor.effect(label, late, call) : call(),
    )
    if (issued) issued.arrived = true
    return response
  }
}

async function abortion(signal: AbortSignal): Promise<Error> {
  await once(signal, 'abort')
  return new TenantUnreachable('ETIMEDOUT')
}

function idToken(sub: string): string {
  const claims = { iss: 'https://tenant.eu.auth0.com/', aud: 'client-id', sub, iat: 1_795_341_600, exp: 2 ** 40 }
  return signToken(claims)
}
