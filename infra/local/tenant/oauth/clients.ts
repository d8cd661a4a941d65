import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Core } from '../core.ts'
import { type Application, MFA_OTP, PASSWORD_REALM } from '../options.ts'

const DEFAULT_GRANTS = ['authorization_code', 'refresh_token', 'password', PASSWORD_REALM, MFA_OTP]
/** No request names it: an application without callbacks has to refuse each, and oidc-provider wants one at least. */
const NO_CALLBACK = 'https://no-callback.invalid/'
const DEFAULT_LEEWAY = 30

/** All grants that the tenant knows. */
export const GRANTS: readonly string[] = [...DEFAULT_GRANTS, 'client_credentials']

/** The grants that an application may use. */
export function grantsOf({ grantTypes = DEFAULT_GRANTS }: Application): readonly string[] {
  return grantTypes
}

/** An application as a client of oidc-provider; either way of sending the secret (RFC 6749 2.3.1) serves. */
export function toClient(application: Application) {
  const grants = [...grantsOf(application)]
  const browser = grants.includes('authorization_code')
  const callbacks = application.callbacks.length > 0 ? application.callbacks : [NO_CALLBACK]
  return {
    client_id: application.clientId,
    client_secret: application.clientSecret,
    token_endpoint_auth_method: 'client_secret_post' as const,
    grant_types: grants,
    redirect_uris: browser ? callbacks : [],
    response_types: browser ? ['code' as const] : [],
  }
}

/** Seconds in which the previous refresh token of an application still works. */
export function leewayOf(core: Core, clientId: string): number {
  return core.settings.current.leeway ?? core.applications.get(clientId)?.leeway ?? DEFAULT_LEEWAY
}

/** Whether a refresh gives the calling application a new refresh token. */
export function rotates(core: Core, ctx: KoaContextWithOIDC): boolean {
  return hasRotation(core, ctx.oidc.client?.clientId ?? '')
}

/** Whether an application's refresh tokens rotate. */
export function hasRotation(core: Core, clientId: string): boolean {
  return core.settings.current.rotation ?? core.applications.get(clientId)?.rotation ?? true
}

/** Auth0 revokes refresh tokens only, and only those of the caller. */
export function isRevocable(
  client: { clientId: string },
  token: { kind: string; clientId?: string | undefined },
): boolean {
  return token.kind === 'RefreshToken' && token.clientId === client.clientId
}
