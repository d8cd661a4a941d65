/** A request that is not exactly as Auth0 documents it: the answer says why, and so does the tenant's list. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  /** OAuth's word for it. */
  readonly word: string

  constructor(reason: string, { status = 400, word = 'invalid_request' } = {}) {
    super(reason)
    this.status = status
    this.word = word
  }
}

/** A person's mistake, such as a wrong password: refused too, but nobody's defect. */
export class Denied extends Error {
  override readonly name = 'Denied'
}

/**
 * Insists on something.
 *
 * @throws Refused with the reason
 */
export function insist(condition: unknown, reason: string): asserts condition {
  if (!condition) throw new Refused(reason)
}
