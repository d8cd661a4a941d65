import type { LoginTokens } from '../auth0/token-response.ts'
import type { Client } from '../config/config.ts'
import { sparing } from '../deadline.ts'
import { observe } from '../observability.ts'
import type { Tenant } from '../tenant.ts'

/** Spared for taking a login back that can't be stored, in milliseconds. */
const UNDO_MILLISECONDS = 1500

/**
 * Stores a login whose tokens the tenant has issued. When that fails nobody gets them: what may have been written is
 * ended, and the refresh token revoked; both are tried at once, since one of the two may be down.
 *
 * @param undo ends what `store` may have written
 * @throws whatever `store` throws
 */
export async function storeLogin<T>(
  { tenant }: { tenant: Tenant },
  { client, tokens }: { client: Client; tokens: LoginTokens },
  { store, undo }: { store: () => Promise<T>; undo: () => Promise<unknown> },
): Promise<T> {
  try {
    return await sparing(UNDO_MILLISECONDS, store)
  } catch (error) {
    const undone = undo().catch((failure: unknown) => observe('undo_failed', failure))
    await Promise.all([undone, tenant.revokeQuietly(client, tokens.refreshToken)])
    throw error
  }
}
