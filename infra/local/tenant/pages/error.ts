import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider'
import { errorPage } from './html.ts'

/**
 * What `/authorize` shows when it must not redirect: an unknown application, a callback that is not allowed, a
 * login that expired.
 */
export function renderError(ctx: KoaContextWithOIDC, { error, error_description }: ErrorOut, cause: Error): void {
  if (cause instanceof errors.InvalidRedirectUri) {
    errorPage(
      ctx,
      403,
      'unauthorized_client',
      'Callback URL mismatch. The redirect_uri is not an allowed callback URL.',
    )
  } else {
    errorPage(ctx, ctx.status, error, error_description ?? '')
  }
}
