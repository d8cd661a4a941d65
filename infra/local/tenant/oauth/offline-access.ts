import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'

/**
 * oidc-provider drops `offline_access` unless consent is asked for (OIDC Core 11); Auth0 grants it to first-party
 * applications without. Runs after the drop, and puts the scope back where application and API allow it.
 */
export function restoreOfflineAccess(core: Core) {
  return (ctx: KoaContextWithOIDC): void => {
    const { params, client } = ctx.oidc
    const asked = text(ctx.query['scope'])?.split(' ').includes('offline_access')
    if (!params || !asked || !client?.grantTypeAllowed('refresh_token')) return
    const audience = text(params['audience']) ?? core.defaultAudience
    if (audience !== undefined && core.apis.get(audience)?.allowOfflineAccess === false) return
    const scope = text(params['scope']) ?? ''
    if (!scope.split(' ').includes('offline_access')) params['scope'] = `${scope} offline_access`.trim()
  }
}
