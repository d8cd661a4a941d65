import { open, seal } from '../seal.ts'
import type { Item } from './table.ts'

/** The item that carries a refresh token for revocation. */
export interface Carrier {
  readonly stage: string
  readonly client: string
  /** The item's key. */
  readonly pk: string
}

/**
 * Seals a refresh token under its client's secret, for whoever ends the item by its key alone and so cannot open its
 * content: it opens in no other item.
 *
 * @returns the attribute to write, or none when there is nothing to revoke or no secret to seal it under
 */
export function revocable(
  clientSecret: string | undefined,
  carrier: Carrier,
  refreshToken: string | undefined,
): { readonly revocable?: Uint8Array } {
  if (clientSecret === undefined || refreshToken === undefined) return {}
  return { revocable: seal(clientSecret, contextOf(carrier), refreshToken) }
}

/** Parts of an update: what it sets and removes, beside other things, with the values of its `:placeholders`. */
export interface RevocableChange {
  readonly set: string
  readonly remove: string
  readonly values: Item
}

/** The same as parts of an item's update; the token that the item carried before never stays. */
export function changeRevocable(...sealing: Parameters<typeof revocable>): RevocableChange {
  const carried = revocable(...sealing).revocable
  if (carried === undefined) return { set: '', remove: ', revocable', values: {} }
  return { set: ', revocable = :revocable', remove: '', values: { ':revocable': carried } }
}

/** The refresh token that {@link revocable} sealed; undefined under another secret or in another item. */
export function openRevocable(clientSecret: string, carrier: Carrier, sealed: Uint8Array): string | undefined {
  return open(clientSecret, contextOf(carrier), sealed)
}

function contextOf({ stage, client, pk }: Carrier) {
  return { stage, client, purpose: 'revocation', item: pk }
}
