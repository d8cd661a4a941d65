import type { ResourceServer, ResourceServerInstance, TokenEndpointGrantContext } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'
import type { TenantUser } from '../options.ts'
import { claimsOf } from '../users.ts'
import { OIDC_SCOPES, resourceServerOf, toIndicator } from './audience.ts'
import { refusals } from './errors.ts'

/** What a login without a browser asked for, as sent. */
export interface Wish {
  scope?: unknown
  audience?: unknown
}

/**
 * Answers a login without a browser: an access token, an ID token with `openid`, a refresh token with
 * `offline_access`. There is no session, so no `sid`. Without `scope` all OIDC scopes and all those of the API are
 * granted, as recorded at Auth0.
 *
 * @throws TenantError invalid_request for an unknown audience
 * @see https://auth0.com/docs/api/authentication/resource-owner-password-flow/get-token
 */
export async function issueTokens(core: Core, ctx: TokenEndpointGrantContext, user: TenantUser, wish: Wish) {
  const server = serverOf(core, text(wish.audience) ?? core.defaultAudience)
  const asked = text(wish.scope)
  const scope = decideScope(ctx, server, asked)
  const { AccessToken, RefreshToken } = core.provider()
  const source = await describeLogin(core, ctx, user, { scope, server })
  const accessToken = new AccessToken({ ...source, ...(server && { resourceServer: server }) })
  const scopes = scope.split(' ')
  ctx.oidc.entity('Account', { accountId: user.user_id, claims: async () => claimsOf(user, core.namespace) })
  ctx.oidc.entity('AccessToken', accessToken)
  ctx.body = {
    access_token: await accessToken.save(),
    expires_in: accessToken.expiration,
    token_type: 'Bearer',
    ...(scopes.includes('offline_access') && { refresh_token: await new RefreshToken(source).save() }),
    ...(scopes.includes('openid') && { id_token: await issueIdToken(core, ctx, user, scope) }),
    ...(scope !== asked && { scope }),
  }
}

function serverOf(core: Core, audience: string | undefined) {
  if (audience === undefined) return undefined
  const server = resourceServerOf(core, audience)
  if (!server) throw refusals.invalidRequest('invalid audience specified for password grant exchange')
  const { ResourceServer } = core.provider()
  return new ResourceServer(toIndicator(audience), server)
}

function decideScope(ctx: TokenEndpointGrantContext, server: ResourceServer | undefined, asked: string | undefined) {
  const allowed = server?.scope.split(' ') ?? [...OIDC_SCOPES, 'offline_access']
  const wanted = asked?.split(' ') ?? allowed.filter((scope) => scope !== 'offline_access')
  const mayRefresh = ctx.oidc.client.grantTypeAllowed('refresh_token')
  return wanted.filter((scope) => allowed.includes(scope) && (scope !== 'offline_access' || mayRefresh)).join(' ')
}

/** What access and refresh token of a login have in common, with a grant: the family of its refresh tokens. */
async function describeLogin(
  core: Core,
  ctx: TokenEndpointGrantContext,
  user: TenantUser,
  { scope, server }: { scope: string; server: ResourceServerInstance | undefined },
) {
  const { Grant } = core.provider()
  const { client } = ctx.oidc
  const accountId = user.user_id
  const resource = server?.identifier()
  const grant = new Grant({ clientId: client.clientId, accountId })
  grant.addOIDCScope(scope)
  if (resource) grant.addResourceScope(resource, scope)
  const authTime = Math.floor(Date.now() / 1000)
  return { client, accountId, grantId: await grant.save(), gty: 'password', scope, resource, rotations: 0, authTime }
}

async function issueIdToken(core: Core, ctx: TokenEndpointGrantContext, user: TenantUser, scope: string) {
  const provider = core.provider()
  const token = new provider.IdToken(claimsOf(user, core.namespace), { ctx })
  // The members that the published types leave out: which scopes open which claims.
  Object.assign(token, { scope })
  return token.issue({ use: 'idtoken' })
}
