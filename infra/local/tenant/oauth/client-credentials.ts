import type { TokenEndpointGrantContext } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'
import { admitToken } from '../management/token.ts'
import { managementAudience } from '../registry.ts'
import { resourceServerOf, toIndicator } from './audience.ts'
import { refusals, TenantError } from './errors.ts'

/**
 * Client credentials (RFC 6749 4.4) by Auth0's client grants: a JWT for one audience, with the granted scopes or
 * the asked subset of them.
 *
 * @throws TenantError access_denied without audience, for an unknown one, without a client grant or beyond it
 */
export async function grantClientCredentials(core: Core, ctx: TokenEndpointGrantContext): Promise<void> {
  const { client, params } = ctx.oidc
  const audience = text(params['audience']) ?? core.defaultAudience
  if (audience === undefined) {
    throw new TenantError(403, 'access_denied', 'Non-global clients are not allowed access to APIv1')
  }
  const server = resourceServerOf(core, audience)
  if (!server) throw refusals.unknownAudience(audience)
  const granted = core.applications.get(client.clientId)?.clientGrants?.[audience]
  if (!granted) throw refusals.noClientGrant(audience)
  const wanted = text(params.scope)?.split(' ') ?? granted
  const missing = wanted.filter((scope) => !granted.includes(scope))
  if (missing.length > 0) {
    throw new TenantError(403, 'access_denied', `Client has not been granted scopes: ${missing.join(', ')}`)
  }
  const provider = core.provider()
  const token = new provider.ClientCredentials({ client, scope: wanted.join(' ') })
  token.resourceServer = new provider.ResourceServer(toIndicator(audience), server)
  const access_token = await token.save()
  if (audience === managementAudience(core.issuer)) admitToken(core, access_token, token.expiration)
  ctx.body = { access_token, scope: token.scope, expires_in: token.expiration, token_type: 'Bearer' }
}
