import type Provider from 'oidc-provider'
import type { TokenEndpointGrantContext } from 'oidc-provider'
import type { Core } from '../core.ts'
import { MFA_OTP, PASSWORD_REALM } from '../options.ts'
import { grantClientCredentials } from './client-credentials.ts'
import { checkPassword } from './credentials.ts'
import { refusals } from './errors.ts'
import { issueTokens } from './issue.ts'
import { grantOtp, rememberLogin } from './mfa.ts'
import { requireParameters } from './parameters.ts'

const SHARED_PARAMETERS = ['scope', 'audience']

interface Login {
  username: string
  password: string
  connection: string
}

/** Teaches oidc-provider the grant types that are Auth0's own, and replaces those that Auth0 does otherwise. */
export function registerGrants(core: Core, provider: Provider): void {
  const credentials = ['username', 'password', ...SHARED_PARAMETERS]
  provider.registerGrantType('password', (ctx) => grantPassword(core, ctx), credentials)
  provider.registerGrantType(PASSWORD_REALM, (ctx) => grantRealm(core, ctx), [...credentials, 'realm'])
  provider.registerGrantType(MFA_OTP, (ctx) => grantOtp(core, ctx), ['mfa_token', 'otp'])
  provider.registerGrantType('client_credentials', (ctx) => grantClientCredentials(core, ctx), SHARED_PARAMETERS)
}

/**
 * Resource owner password (RFC 6749 4.3), always against the tenant's default directory.
 *
 * @throws TenantError as the table of Auth0's errors has it
 */
async function grantPassword(core: Core, ctx: TokenEndpointGrantContext): Promise<void> {
  const { username, password } = requireParameters(ctx, ['username', 'password'])
  if (core.defaultDirectory === undefined) throw refusals.noDefaultConnection()
  await logIn(core, ctx, { username, password, connection: core.defaultDirectory })
}

/** The password-realm extension grant: the caller names the connection. An unknown one looks like a wrong password. */
async function grantRealm(core: Core, ctx: TokenEndpointGrantContext): Promise<void> {
  const { username, password, realm } = requireParameters(ctx, ['username', 'password', 'realm'])
  await logIn(core, ctx, { username, password, connection: realm })
}

async function logIn(core: Core, ctx: TokenEndpointGrantContext, { username, password, connection }: Login) {
  const enabled = core.applications.get(ctx.oidc.client.clientId)?.allowedConnections.includes(connection)
  const connections = enabled ? [connection] : []
  const user = checkPassword(core, { login: username, password, connections, ip: addressOf(core, ctx) })
  if (user.mfa) throw refusals.mfaRequired(rememberLogin(core, ctx, user))
  await issueTokens(core, ctx, user, ctx.oidc.params)
}

/** The end user's address: the forwarded one counts only for an application that is trusted to send it. */
function addressOf(core: Core, ctx: TokenEndpointGrantContext): string {
  const trusted = core.applications.get(ctx.oidc.client.clientId)?.trustIpHeader !== false
  return (trusted && ctx.get('auth0-forwarded-for')) || ctx.ip
}
