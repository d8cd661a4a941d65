/** Why a question has no answer. */
export interface Untold {
  /** `absent`: what was asked for is not there, `refused`: we may not know, `silent`: no answer that can be used. */
  readonly why: 'absent' | 'refused' | 'silent'
  /** The rest of a sentence; never a secret. */
  readonly says: string
  readonly advice?: string
}

/** The answer to a question, or why there is none. */
export type Told<T> = { readonly told: T } | { readonly untold: Untold }

/** A question without an answer. */
export function untold(why: Untold['why'], says: string, advice?: string): { readonly untold: Untold } {
  return { untold: { why, says, ...(advice !== undefined && { advice }) } }
}
