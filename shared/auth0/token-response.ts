import * as v from 'valibot'
import { ServiceError, unavailable } from '../errors.ts'
import type { TenantResponse } from './ask.ts'
import { toServiceError } from './refusal.ts'

/** Auth0 lets an access token live for 30 days; what is far beyond is garbage, and no time that a table can hold. */
const LONGEST_LIFE = 366 * 86_400

const BodySchema = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  token_type: v.pipe(v.string(), v.toLowerCase(), v.literal('bearer')),
  expires_in: v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_LIFE)),
  id_token: v.optional(v.string()),
  refresh_token: v.optional(v.pipe(v.string(), v.minLength(1))),
})

/** Tokens as the tenant issued them; the ID token is not verified yet. */
export interface TokenResponse {
  readonly accessToken: string
  /** Seconds since the epoch. */
  readonly accessExpiresAt: number
  readonly idToken: string | undefined
  readonly refreshToken: string | undefined
}

/**
 * Judges an answer of `/oauth/token` (RFC 6749 section 5.1).
 *
 * @param now when the tenant was asked, in milliseconds since the epoch: a token is never taken to live longer than it does
 * @throws ServiceError the refusal in our words, `temporarily_unavailable` when the answer makes no sense
 */
export function readTokenResponse(response: TenantResponse, now: number): TokenResponse {
  if (response.status !== 200) throw toServiceError(response, now)
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), BodySchema), response.body)
  if (!result.success) throw unavailable('The identity provider does not answer as it should')
  const { access_token, expires_in, id_token, refresh_token } = result.output
  return {
    accessToken: access_token,
    accessExpiresAt: Math.floor(now / 1000 + expires_in),
    idToken: id_token,
    refreshToken: refresh_token,
  }
}

/** Tokens of a login: `openid` is always asked for, so an ID token is there. */
export type LoginTokens = TokenResponse & { readonly idToken: string }

/**
 * Judges the answer to a login (OpenID Connect Core 1.0 section 3.1.3.3).
 *
 * @throws ServiceError as {@link readTokenResponse}; `bad_gateway` when there is no ID token
 */
export function readLoginResponse(response: TenantResponse, now: number): LoginTokens {
  const { idToken, ...tokens } = readTokenResponse(response, now)
  if (idToken === undefined) throw new ServiceError('bad_gateway', 'The identity provider sent no ID token')
  return { ...tokens, idToken }
}
