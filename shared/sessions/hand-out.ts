import { allSettled } from '../parallel.ts'
import { permissionsOf } from '../tokens.ts'
import type { Bearers } from './bearers.ts'
import type { Profile, Tokens } from './content.ts'
import { type Grants, grantKey } from './grants.ts'

/** What handing tokens to an app needs to write down. */
export interface HandOut {
  readonly client: string
  readonly userId: string
  readonly family: string
  readonly auth0Sid?: string | undefined
  readonly profile: Profile
  /** Seals the refresh token for whoever ends its grant by the key. */
  readonly clientSecret: string | undefined
  readonly tokens: Tokens
}

/**
 * Writes down the tokens that an app is about to get: only what stands in the table is honoured later.
 *
 * @param stores where to; `grants` is left out when the refresh token stands there already
 */
export async function handOut(
  { bearers, grants }: { bearers: Bearers; grants: Grants | undefined },
  { client, userId, family, auth0Sid, profile, clientSecret, tokens }: HandOut,
): Promise<void> {
  const { accessToken, accessExpiresAt, refreshToken, idToken } = tokens
  const owner = { client, userId, family, auth0Sid, profile }
  if (refreshToken !== undefined) await grants?.keep(refreshToken, { ...owner, accessToken, idToken, clientSecret })
  const grant = refreshToken === undefined ? undefined : grantKey(refreshToken)
  const permissions = permissionsOf(accessToken)
  await bearers.keep(accessToken, { ...owner, grant, permissions, expiresAt: accessExpiresAt })
}

/** Ends what {@link handOut} wrote, or may have written, of tokens that nobody is to get. */
export async function takeBack(
  { bearers, grants }: { bearers: Bearers; grants: Grants },
  { accessToken, refreshToken }: Tokens,
): Promise<void> {
  const grant = refreshToken === undefined ? [] : [grants.end(grantKey(refreshToken))]
  await allSettled<unknown>([bearers.end(accessToken), ...grant])
}
