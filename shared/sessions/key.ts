import { fingerprint } from '../seal.ts'

/** What an item is for; it is the first part of its key, and part of the seal. */
export type Purpose = 'session' | 'bearer' | 'grant' | 'answer' | 'login' | 'cache'

/**
 * The key of an item: the table never holds the session id, token or state itself.
 *
 * @param secret the value that only its bearer knows
 */
export function itemKey(purpose: Purpose, secret: string): string {
  return `${purpose}#${fingerprint(secret)}`
}

/** The key of a bearer whose fingerprint alone is known. */
export function bearerKeyOf(print: string): string {
  return `bearer#${print}`
}
