import { randomBytes } from 'node:crypto'
import type { TokenEndpointGrantContext } from 'oidc-provider'
import type { Core } from '../core.ts'
import type { TenantUser } from '../options.ts'
import { refusals } from './errors.ts'
import { issueTokens } from './issue.ts'
import { requireParameters } from './parameters.ts'

const MFA_TOKEN_SECONDS = 600

/**
 * The second step after `mfa_required`: the pending login and a one-time password.
 *
 * @see https://auth0.com/docs/secure/multi-factor-authentication/authenticate-using-ropg-flow-with-mfa
 */
export async function grantOtp(core: Core, ctx: TokenEndpointGrantContext): Promise<void> {
  const { mfa_token, otp } = requireParameters(ctx, ['mfa_token', 'otp'])
  if (!mfa_token.startsWith('Fe26.2*')) throw refusals.malformedMfaToken()
  const pending = core.store.get('MfaToken', mfa_token)
  const user = core.users.get(String(pending?.['userId']))
  if (!pending || !user || pending['clientId'] !== ctx.oidc.client.clientId) throw refusals.expiredMfaToken()
  if (user.mfa?.otp !== otp) throw refusals.invalidOtp()
  core.store.delete('MfaToken', mfa_token)
  if (user.blocked) throw refusals.blockedUser()
  await issueTokens(core, ctx, user, { scope: pending['scope'], audience: pending['audience'] })
}

/** Keeps a login whose password was right for ten minutes; returns its `mfa_token`. */
export function rememberLogin(core: Core, ctx: TokenEndpointGrantContext, user: TenantUser): string {
  const token = `Fe26.2*TENANT*${randomBytes(48).toString('base64url')}`
  const { scope, audience } = ctx.oidc.params
  const pending = { userId: user.user_id, clientId: ctx.oidc.client.clientId, scope, audience }
  core.store.put('MfaToken', token, pending, MFA_TOKEN_SECONDS)
  return token
}
