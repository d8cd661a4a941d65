/** What functions asked of others since the ledger was last emptied. */
export interface Ledger {
  /** Operations of DynamoDB, such as `GetItem`. */
  readonly table: string[]
  /** Requests to the tenant, such as `POST /oauth/token`. */
  readonly tenant: string[]
  /** Operations of SSM. */
  readonly secrets: string[]
  /** Units that DynamoDB said it consumed: request units of reads and of writes. */
  readonly units: { read: number; write: number }
}

/** Makes an empty ledger. */
export function createLedger(): Ledger {
  return { table: [], tenant: [], secrets: [], units: { read: 0, write: 0 } }
}

/** Takes what stands in a ledger, and empties it. */
export function takeLedger({ table, tenant, secrets, units }: Ledger): Ledger {
  const taken = { table: table.splice(0), tenant: tenant.splice(0), secrets: secrets.splice(0), units: { ...units } }
  Object.assign(units, { read: 0, write: 0 })
  return taken
}
