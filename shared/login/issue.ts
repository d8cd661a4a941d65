import { randomUUID } from 'node:crypto'
import type { TokenResponse } from '../auth0/token-response.ts'
import type { Client } from '../config/config.ts'
import { toProfile } from '../profile.ts'
import type { Bearers } from '../sessions/bearers.ts'
import { type Grants, grantKey } from '../sessions/grants.ts'
import type { Session, Sessions } from '../sessions/sessions.ts'
import type { Profile, Tokens } from '../sessions/tokens.ts'
import type { IdTokenClaims } from '../tokens.ts'

/** Tokens of a login or refresh whose ID token was proved. */
export interface ProvedTokens {
  readonly client: Client
  readonly tokens: TokenResponse
  readonly claims: IdTokenClaims
}

/** The answer that apps get, as the original gives it. */
export interface TokenAnswer {
  readonly refreshToken?: string
  readonly accessToken: string
  readonly idToken: string
  /** RFC 3339, UTC. */
  readonly expireAt: string
}

/** The tokens as an app gets them. */
export function toAnswer({ refreshToken, accessToken, idToken, accessExpiresAt }: Tokens): TokenAnswer {
  const expireAt = toRfc3339(accessExpiresAt)
  return { ...(refreshToken !== undefined && { refreshToken }), accessToken, idToken, expireAt }
}

/** A time as RFC 3339 in UTC. @param seconds since the epoch */
export function toRfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/**
 * Begins the cookie session of a website's login.
 *
 * @param lifetime seconds, unless the client has its own
 */
export function startSession(
  { sessions, namespaces, lifetime }: { sessions: Sessions; namespaces: readonly string[]; lifetime: number },
  { client, tokens, claims }: ProvedTokens,
): Promise<Session> {
  return sessions.start({
    client: client.type,
    userId: claims.sub,
    auth0Sid: auth0Sid(claims),
    lifetime: client.sessionSeconds ?? lifetime,
    content: { ...toTokens(tokens), profile: toProfile(claims, namespaces) },
  })
}

/** What handing tokens to an app needs to write down. */
export interface HandOut {
  readonly client: string
  readonly userId: string
  readonly family: string
  readonly auth0Sid?: string | undefined
  readonly profile: Profile
  readonly tokens: Tokens
}

/** The hand-out of a new login: the head of a new family. */
export function newHandOut({ client, tokens, claims }: ProvedTokens, namespaces: readonly string[]): HandOut {
  return {
    client: client.type,
    userId: claims.sub,
    family: randomUUID(),
    auth0Sid: auth0Sid(claims),
    profile: toProfile(claims, namespaces),
    tokens: toTokens(tokens),
  }
}

/**
 * Writes down the tokens that an app is about to get: only what stands in the table is honoured later.
 *
 * @param stores where to; `grants` is left out when the refresh token stands there already
 */
export async function handOut(
  { bearers, grants }: { bearers: Bearers; grants: Grants | undefined },
  { client, userId, family, auth0Sid, profile, tokens }: HandOut,
): Promise<void> {
  const { accessToken, accessExpiresAt, refreshToken, idToken } = tokens
  const owner = { client, userId, family, auth0Sid, profile }
  if (refreshToken !== undefined) await grants?.keep(refreshToken, { ...owner, accessToken, idToken })
  const grant = refreshToken === undefined ? undefined : grantKey(refreshToken)
  await bearers.keep(accessToken, { ...owner, grant, expiresAt: accessExpiresAt })
}

/** Tokens as they are kept; the ID token is there, since it was proved. */
export function toTokens({ accessToken, accessExpiresAt, idToken = '', refreshToken }: TokenResponse): Tokens {
  return { accessToken, accessExpiresAt, idToken, ...(refreshToken !== undefined && { refreshToken }) }
}

function auth0Sid(claims: IdTokenClaims): string | undefined {
  return typeof claims['sid'] === 'string' ? claims['sid'] : undefined
}
