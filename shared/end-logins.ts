import type { Client, Config } from './config/config.ts'
import { withDeadline } from './deadline.ts'
import { type Ended, endItems } from './sessions/end-items.ts'
import type { Condition, Item, Table } from './sessions/table.ts'
import type { Tenant } from './tenant.ts'

/** What revoking may take, however many refresh tokens there are, in milliseconds: here they are worth nothing already. */
const REVOKE_MILLISECONDS = 3000

/** What ending logins by their keys needs. */
export interface EndNeeds {
  readonly table: Table
  readonly tenant: Tenant
  readonly config: Config
}

/**
 * Ends items by their keys alone, then revokes at the tenant the refresh tokens that they carried.
 *
 * @param condition leaves the items in peace for which it does not hold
 * @returns what was ended
 * @throws ServiceError `temporarily_unavailable` when one of them could not be ended; what the others carried is revoked
 */
export async function endLogins(
  needs: EndNeeds,
  keys: readonly string[],
  condition?: Condition,
): Promise<readonly Item[]> {
  return revokeEnded(needs, await endItems(needs.table, keys, condition))
}

/**
 * Condition under which an item is one of some clients': those of others are none of their business.
 *
 * @param clients at least one, at most 100
 * @param userId whose items alone are meant; everybody's when left out
 */
export function ownedBy(clients: readonly Client[], userId: string | undefined): Condition {
  const names = Object.fromEntries(clients.map(({ type }, index) => [`:client${index}`, type]))
  return {
    when: `client IN (${Object.keys(names).join(', ')})${userId === undefined ? '' : ' AND userId = :userId'}`,
    values: { ...names, ...(userId !== undefined && { ':userId': userId }) },
  }
}

/**
 * Revokes at the tenant the refresh tokens that ended items carried.
 *
 * @returns the items
 * @throws whatever kept others from ending
 */
export async function revokeEnded(
  needs: Pick<EndNeeds, 'tenant' | 'config'>,
  { items, failures }: Ended,
): Promise<readonly Item[]> {
  await withDeadline(REVOKE_MILLISECONDS, () => revokeAll(needs, items))
  for (const failure of failures) throw failure
  return items
}

async function revokeAll(
  { tenant, config }: Pick<EndNeeds, 'tenant' | 'config'>,
  ended: readonly Item[],
): Promise<void> {
  const clients = [...Map.groupBy(ended, (item) => config.clients.get(String(item['client'])))]
  await Promise.all(clients.map(([client, items]) => client && tenant.revokeCarried(client, items.flatMap(carried))))
}

function carried({ pk, revocable }: Item) {
  return revocable instanceof Uint8Array ? [{ pk: String(pk), sealed: revocable }] : []
}
