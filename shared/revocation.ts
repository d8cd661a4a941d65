import type { Client } from './config/config.ts'
import { observe } from './observability.ts'
import { inParallel } from './parallel.ts'
import { openRevocable } from './sessions/revocable.ts'

/** How many refresh tokens are revoked at the same time: the tenant limits calls. */
const AT_ONCE = 5

/** What an item carried that is gone from our table. */
export interface Carried {
  /** The item's key. */
  readonly pk: string
  readonly sealed: Uint8Array
}

/** A client's secret, to open with. */
export interface OpeningSecret {
  read(): Promise<string>
  /** The one to open with what the current one does not open; undefined when there is no other. */
  opening(unfit: string): Promise<string | undefined>
}

/** What revoking needs. */
export interface RevocationNeeds {
  readonly stage: string
  secretOf(client: Client): OpeningSecret
  /** Revokes at the tenant; a failure is only written to the log. */
  revoke(client: Client, refreshToken: string): Promise<void>
}

/**
 * Makes the function that revokes what items carried whose session id or token nobody has brought along. It never fails:
 * here these logins have ended already, and what is left at the tenant is said in the log.
 *
 * @returns a function of a client and what its items carried
 */
export function createRevocation({ stage, secretOf, revoke }: RevocationNeeds) {
  return async (client: Client, carried: readonly Carried[]): Promise<void> => {
    const opened = await openAll(stage, client.type, secretOf(client), carried).catch((error: unknown) => {
      observe('revoke_failed', error)
      return []
    })
    await inParallel([...new Set(opened)], AT_ONCE, (refreshToken) => revoke(client, refreshToken))
  }
}

/** Opens with the client's secret, and what that does not open with the one before it. */
async function openAll(
  stage: string,
  client: string,
  secret: OpeningSecret,
  carried: readonly Carried[],
): Promise<readonly string[]> {
  if (carried.length === 0) return []
  const current = await secret.read()
  const [opened, closed] = divide(carried, ({ pk, sealed }) => openRevocable(current, { stage, client, pk }, sealed))
  let failure: unknown
  // What has opened is revoked although the other secret can't be had.
  const opening = closed.length === 0 ? undefined : secret.opening(current)
  const before = await opening?.catch((error: unknown) => {
    failure = error
    return undefined
  })
  const [openedByOld, lost] = divide(closed, ({ pk, sealed }) =>
    before === undefined ? undefined : openRevocable(before, { stage, client, pk }, sealed),
  )
  for (const _ of lost) observe('revocable_not_opened', failure)
  return [...opened, ...openedByOld]
}

function divide(
  carried: readonly Carried[],
  open: (one: Carried) => string | undefined,
): readonly [opened: readonly string[], closed: readonly Carried[]] {
  const tried = carried.map((one) => ({ one, token: open(one) }))
  return [
    tried.flatMap(({ token }) => (token === undefined ? [] : [token])),
    tried.flatMap(({ one, token }) => (token === undefined ? [one] : [])),
  ]
}
