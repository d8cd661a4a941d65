import { randomUUID } from 'node:crypto'
import type { LoginTokens } from '../auth0/token-response.ts'
import type { Client } from '../config/config.ts'
import { toProfile } from '../profile.ts'
import type { HandOut } from '../sessions/hand-out.ts'
import type { Session, Sessions } from '../sessions/sessions.ts'
import { type IdTokenClaims, sessionCeiling } from '../tokens.ts'

/** Tokens of a login or refresh whose ID token was proved. */
export interface ProvedTokens {
  readonly client: Client
  readonly tokens: LoginTokens
  readonly claims: IdTokenClaims
  /** Seals the refresh token for whoever ends the login by its key. */
  readonly clientSecret: string | undefined
}

/**
 * Begins the cookie session of a website's login.
 *
 * @param needs where to, and how long it lives, in seconds
 * @param sid its new id
 */
export function startSession(
  { sessions, namespaces, lifetime }: { sessions: Sessions; namespaces: readonly string[]; lifetime: number },
  { client, tokens, claims, clientSecret }: ProvedTokens,
  sid: string,
): Promise<Session> {
  const session = {
    client: client.type,
    userId: claims.sub,
    auth0Sid: auth0Sid(claims),
    lifetime,
    idle: client.sessionIdleSeconds,
    ceiling: sessionCeiling(claims),
    clientSecret,
    content: { ...tokens, profile: toProfile(claims, namespaces) },
  }
  return sessions.start(session, sid)
}

/** The hand-out of a new login: the head of a new family. */
export function newHandOut(
  { client, tokens, claims, clientSecret }: ProvedTokens,
  namespaces: readonly string[],
): HandOut {
  return {
    client: client.type,
    userId: claims.sub,
    family: randomUUID(),
    auth0Sid: auth0Sid(claims),
    profile: toProfile(claims, namespaces),
    clientSecret,
    tokens,
  }
}

function auth0Sid(claims: IdTokenClaims): string | undefined {
  return typeof claims['sid'] === 'string' ? claims['sid'] : undefined
}
