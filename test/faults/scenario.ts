import { randomUUID } from 'node:crypto'
import type { Answer } from '../support/http.ts'
import { CONNECTION, type Lane } from './lane.ts'

/** Somebody of whom nobody else knows. */
export interface Person {
  readonly id: string
  readonly username: string
  readonly password: string
}

/** A request that is about to be made. */
export interface Prepared {
  /** Whose logins it is about. */
  readonly person: Person
  /** Makes the request; it may be made again. */
  call(): Promise<Answer>
  /**
   * Judges what is left when all is well again and every lease has ended; with the answer to the request that suffered.
   *
   * @returns what is wrong, in words; nothing when all is as it must be
   */
  after(answer: Answer): Promise<readonly string[]>
  /** Values that nobody but their owner may see. */
  readonly secrets: readonly string[]
}

/** One kind of request, and what must hold whatever happens to it. */
export interface Scenario {
  /** Route, and how it is called. */
  readonly name: string
  /** Statuses of an answer that did what was asked. */
  readonly good: readonly number[]
  /** Statuses beside 429 and 503 that an outage may have, and why. */
  readonly also?: Readonly<Record<number, string>>
  /** Nobody holds what a failed one leaves in the table: it opens for nobody. */
  readonly beginsLogin?: true
  /** It ends logins: all of them at once, or the rest when it is asked again. */
  readonly ends?: 'at once' | 'when asked again'
  /** It ends logins whose session id or token nobody brings along. */
  readonly byKey?: true
  prepare(lane: Lane): Promise<Prepared>
}

/** Longer than what functions keep of secrets and keys, so that each request asks for them. */
export const CACHES_ARE_OLD = 601

/** Adds somebody to the tenant's directory. */
export async function addPerson({ admin }: Lane): Promise<Person> {
  const own = randomUUID()
  const person = { email: `${own}@example.com`, password: `Password-1-${own}`, connection: CONNECTION }
  await admin.addUser({ user_id: `auth0|${own}`, ...person, email_verified: true })
  return { id: `auth0|${own}`, username: person.email, password: person.password }
}

/** What is wrong when an answer has none of the statuses. */
export function unless(statuses: readonly number[], what: string, answer: Answer): readonly string[] {
  if (statuses.includes(answer.status)) return []
  return [`${what} answers ${answer.status} ${String(answer.body['error'] ?? '')}`]
}
