import { createHash } from 'node:crypto'
import type { Core } from '../core.ts'

/** A login's refresh tokens, one following the other, as one thing: Auth0's device credential. */
export interface TokenFamily {
  /** `dcr_` and 16 characters. */
  id: string
  grantId: string
  userId: string
  clientId: string
}

/** The families of the refresh tokens there are; the newest of a family works. */
export function tokenFamilies(core: Core): TokenFamily[] {
  const families = new Map<string, TokenFamily>()
  for (const { payload } of core.store.list('RefreshToken')) {
    const { grantId, accountId, clientId } = payload
    if (typeof grantId !== 'string') continue
    families.set(grantId, { id: idOf(grantId), grantId, userId: String(accountId), clientId: String(clientId) })
  }
  return [...families.values()]
}

/** Revokes the families that a test picks. */
export function revokeRefreshTokens(core: Core, picks: (family: TokenFamily) => boolean): void {
  const revoked = tokenFamilies(core)
    .filter(picks)
    .map(({ grantId }) => grantId)
  for (const { id, payload } of core.store.list('RefreshToken')) {
    if (revoked.includes(String(payload['grantId']))) core.store.delete('RefreshToken', id)
  }
}

function idOf(grantId: string): string {
  return `dcr_${createHash('sha256').update(grantId).digest('hex').slice(0, 16)}`
}
