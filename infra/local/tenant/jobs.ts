import { randomBytes } from 'node:crypto'
import type { Job } from './options.ts'

/** Auth0 deletes all data of a job after this time. */
const KEPT_MS = 86_400_000

/** The jobs of the Management API, forgotten after a day. */
export class Jobs {
  readonly #byId: Map<string, Job>

  constructor(saved: readonly Job[] = []) {
    this.#byId = new Map(structuredClone(saved).map((job) => [job.id, job]))
  }

  add(job: Omit<Job, 'id' | 'created_at'>): Job {
    const id = `job_${randomBytes(8).toString('hex')}`
    const added = { ...job, id, created_at: new Date(Date.now()).toISOString() }
    this.#byId.set(id, added)
    return added
  }

  get(id: string): Job | undefined {
    return this.all().find((job) => job.id === id)
  }

  all(): Job[] {
    for (const [id, job] of this.#byId) if (ageOf(job) >= KEPT_MS) this.#byId.delete(id)
    return [...this.#byId.values()]
  }
}

/** Milliseconds since a job was created. */
export function ageOf(job: Job): number {
  return Date.now() - Date.parse(job.created_at)
}
