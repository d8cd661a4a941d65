import type { Tokens } from './sessions/content.ts'

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
