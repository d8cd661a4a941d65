import * as v from 'valibot'
import { invalidRequest } from '../errors.ts'
import { randomSecret } from '../seal.ts'

const MemorySchema = v.strictTuple([v.number(), v.string(), v.string()])

/** What a state of `/web-login` says by itself, so that a used or expired one is no dead end. */
export interface WebLogin {
  /** How many times the login was begun. */
  readonly attempt: number
  readonly clientType: string
  readonly redirect: string
}

/** A new state: 256 random bits. */
export function newState(): string {
  return randomSecret()
}

/** A new state that also tells where the login leads; what it tells is judged anew when it comes back. */
export function newWebLoginState({ attempt, clientType, redirect }: WebLogin): string {
  const memory = Buffer.from(JSON.stringify([attempt, clientType, redirect]))
  return `${newState()}.${memory.toString('base64url')}`
}

/** Reads what {@link newWebLoginState} wrote. Anybody could have written it, so it is no proof of anything. */
export function readWebLoginState(state: string): WebLogin | undefined {
  const memory = Buffer.from(state.slice(state.indexOf('.') + 1), 'base64url').toString('utf8')
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), MemorySchema), memory)
  if (!result.success) return undefined
  const [attempt, clientType, redirect] = result.output
  return { attempt, clientType, redirect }
}

/**
 * Judges a state that the caller made itself.
 *
 * @throws ServiceError `invalid_request` unless it is 22 to 512 URL-safe characters
 */
export function judgeCallerState(state: string | undefined): string {
  if (state === undefined) throw invalidRequest('state is required for this client')
  if (!/^[\w.~-]{22,512}$/.test(state)) throw invalidRequest('state must be 22 to 512 URL-safe characters')
  return state
}
