import { randomBytes, randomUUID } from 'node:crypto'
import type { Core } from '../core.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const LIFETIME_SECONDS = 120
const PATIENCE_MS = 5000

export interface EndedLogin {
  clientId: string
  sub: string
  sid: string
}

/**
 * Posts a logout token in Auth0's form (typ JWT, two minutes, `trace_id`, no nonce) to an application that has a
 * back-channel logout URL. Auth0 waits five seconds and does not repeat: a failure stays without consequence.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken
 * @see https://auth0.com/docs/authenticate/login/logout/back-channel-logout
 */
export async function sendLogoutToken(core: Core, { clientId, sub, sid }: EndedLogin): Promise<void> {
  const url = core.applications.get(clientId)?.backchannelLogoutUrl
  if (url === undefined) return
  const iat = Math.floor(Date.now() / 1000)
  const logout_token = await core.keys.sign({
    iss: core.issuer,
    aud: clientId,
    sub,
    sid,
    iat,
    exp: iat + LIFETIME_SECONDS,
    jti: randomUUID(),
    events: { [EVENT]: {} },
    trace_id: randomBytes(8).toString('hex'),
  })
  const body = new URLSearchParams({ logout_token })
  const request = { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) } as const
  await fetch(url, request).then((response) => response.arrayBuffer(), ignore)
}

function ignore(): void {}
