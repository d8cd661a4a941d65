import type { Untold } from './told.ts'

/** `unknown` is no verdict: nobody could tell. */
export type State = 'ok' | 'warning' | 'wrong' | 'unknown'

/** What one check found. */
export interface Result {
  /** What it is about: results are printed by subject. */
  readonly subject: string
  readonly state: State
  /** One plain sentence without its full stop; never a secret. */
  readonly says: string
  /** What to do about it. */
  readonly advice?: string
}

/** It is as it should be. */
export function ok(subject: string, says: string): Result {
  return { subject, state: 'ok', says }
}

/** It works, and somebody should know. */
export function warning(subject: string, says: string, advice: string): Result {
  return { subject, state: 'warning', says, advice }
}

/** Logins fail by it, or people get in who must not. */
export function wrong(subject: string, says: string, advice: string): Result {
  return { subject, state: 'wrong', says, advice }
}

/** It could not be found out. @param what that could not, such as `its callback URLs` */
export function unknown(subject: string, what: string, { says, advice }: Omit<Untold, 'why'>): Result {
  return { subject, state: 'unknown', says: `${what} can't be told: ${says}`, ...(advice !== undefined && { advice }) }
}
