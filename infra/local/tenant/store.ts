import type { StoredModel } from './options.ts'

const SWEEP_EVERY = 500

/**
 * In-memory records by model and id, each with an optional expiry judged on read by `Date`, never by a timer:
 * tests move the clock of the process.
 */
export class Store {
  readonly #models = new Map<string, Map<string, StoredModel>>()
  #writes = 0

  constructor(records: readonly StoredModel[] = []) {
    for (const record of structuredClone(records)) this.#model(record.model).set(record.id, record)
  }

  /** Writes a record; `ttl` is in seconds, none means for ever. */
  put(model: string, id: string, payload: Record<string, unknown>, ttl?: number): void {
    this.#writes += 1
    if (this.#writes % SWEEP_EVERY === 0) this.#sweep()
    const expiresAt = ttl === undefined ? null : Date.now() + ttl * 1000
    this.#model(model).set(id, { model, id, payload, expiresAt })
  }

  /** The live payload, by reference: a change of it is a change of the record. */
  get(model: string, id: string): Record<string, unknown> | undefined {
    const record = this.#model(model).get(id)
    return record && isLive(record) ? record.payload : undefined
  }

  delete(model: string, id: string): void {
    this.#model(model).delete(id)
  }

  /** Live records of a model, as an array so that the caller may delete while walking. */
  list(model: string): StoredModel[] {
    return [...this.#model(model).values()].filter(isLive)
  }

  /** All live records, by reference: cheap, to be serialised at once. */
  snapshot(): StoredModel[] {
    return [...this.#models.values()].flatMap((records) => [...records.values()].filter(isLive))
  }

  #model(name: string): Map<string, StoredModel> {
    const existing = this.#models.get(name)
    if (existing) return existing
    const created = new Map<string, StoredModel>()
    this.#models.set(name, created)
    return created
  }

  #sweep(): void {
    for (const records of this.#models.values()) {
      for (const record of records.values()) if (!isLive(record)) records.delete(record.id)
    }
  }
}

function isLive(record: StoredModel): boolean {
  return record.expiresAt === null || record.expiresAt > Date.now()
}
