import { decodeJwt, jwtVerify } from 'jose'
import * as v from 'valibot'
import { isServiceError, ServiceError } from './errors.ts'
import { type ExpectedIdToken, reason, TOLERANCE_SECONDS } from './tokens.ts'

/** What Auth0 gives a logout token, and the most that the specification recommends (section 2.4), in seconds. */
const LIFETIME_SECONDS = 120

/** Auth0 says `JWT`, the specification `logout+jwt`. */
const TYPES: readonly unknown[] = ['JWT', 'logout+jwt']

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

const text = v.pipe(v.string(), v.minLength(1))
const plainObject = v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))

/** Auth0 sends a token to each application by itself. */
const oneAudience = v.union([text, v.strictTuple([text])])

const AddressSchema = v.object({ iss: text, aud: oneAudience })

const ClaimsSchema = v.pipe(
  v.object({
    aud: oneAudience,
    iat: v.number(),
    exp: v.number(),
    jti: text,
    events: v.pipe(plainObject, v.object({ [EVENT]: plainObject })),
    sub: v.optional(text),
    sid: v.optional(text),
  }),
  v.brand('LogoutTokenClaims'),
)

/** Claims of a logout token that {@link verifyLogoutToken} has proved: it has a `sub`, or a `sid`, or both. */
export type LogoutTokenClaims = v.InferOutput<typeof ClaimsSchema>

/** What a logout token must agree with. */
export type ExpectedLogoutToken = Pick<ExpectedIdToken, 'keys' | 'issuer' | 'clientId' | 'algorithms' | 'now'>

/**
 * Whom a logout token says it comes from and is for. Nothing of it is proved yet: it only chooses what the token is
 * verified against.
 *
 * @throws ServiceError `invalid_request` when it is for no client, or for several
 */
export function addressOf(token: string): { readonly issuer: string; readonly clientId: string } {
  const parsed = v.safeParse(AddressSchema, tryDecode(token))
  if (!parsed.success) throw refused('it is not for one client')
  const { iss, aud } = parsed.output
  return { issuer: iss, clientId: typeof aud === 'string' ? aud : aud[0] }
}

/**
 * Verifies a logout token: a ladder of refusals (OpenID Connect Back-Channel Logout 1.0 section 2.6; Auth0 "OIDC
 * Back-Channel Logout"). That it was not used before is another's to say.
 *
 * @throws ServiceError `invalid_request` naming the claim at fault; `temporarily_unavailable` when the keys can't be had
 */
export async function verifyLogoutToken(token: string, expected: ExpectedLogoutToken): Promise<LogoutTokenClaims> {
  const { payload, protectedHeader } = await verifySignature(token, expected)
  const seconds = expected.now / 1000
  if (!TYPES.includes(protectedHeader.typ)) throw refused('typ is that of another token')
  const parsed = v.safeParse(ClaimsSchema, payload)
  if (!parsed.success) throw refused(`${parsed.issues[0].path?.[0]?.key} is missing or wrong`)
  const { iat, exp, sub, sid } = parsed.output
  if (iat > seconds + TOLERANCE_SECONDS) throw refused('iat lies in the future')
  // An end that is still to come, soon after it: so it is no older than that either.
  if (exp > iat + LIFETIME_SECONDS) throw refused('exp is too late')
  if (sub === undefined && sid === undefined) throw refused('sub and sid are missing')
  if (payload['nonce'] !== undefined) throw refused('nonce makes it another token')
  return parsed.output
}

function verifySignature(token: string, { keys, issuer, clientId, algorithms, now }: ExpectedLogoutToken) {
  return jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    algorithms: [...algorithms],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(now),
  }).catch((cause: unknown) => {
    throw isServiceError(cause) ? cause : refused(reason(cause), cause)
  })
}

function tryDecode(token: string): unknown {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('invalid_request', `The logout token is refused: ${why}`, { cause })
}
