import type { TokenEndpointGrantContext } from 'oidc-provider'
import { text } from '../http/context.ts'
import { refusals } from './errors.ts'

/**
 * The parameters a grant cannot do without.
 *
 * @throws TenantError invalid_request naming the first that is missing or empty
 */
export function requireParameters<Name extends string>(
  ctx: TokenEndpointGrantContext,
  names: Name[],
): Record<Name, string> {
  const parameters: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = text(ctx.oidc.params[name])
    if (value === undefined) throw refusals.missingParameter(name)
    parameters[name] = value
  }
  return parameters as Record<Name, string>
}
