import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'

/**
 * Each authorization gets a grant of its own, which is Auth0's refresh token family: ending one family must leave
 * those of other logins alone.
 */
export async function grantEverything(core: Core, ctx: KoaContextWithOIDC) {
  const { client, account, params, resourceServers = {} } = ctx.oidc
  if (!client || !account) return undefined
  const { Grant } = core.provider()
  const grant = new Grant({ clientId: client.clientId, accountId: account.accountId })
  const scope = text(params?.['scope']) ?? ''
  grant.addOIDCScope(scope)
  for (const resource of Object.keys(resourceServers)) grant.addResourceScope(resource, scope)
  await grant.save()
  return grant
}
