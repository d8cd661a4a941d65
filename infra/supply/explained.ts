/** A known vulnerability that may stay for a while. */
export interface Explanation {
  /** GitHub's name of the advisory: `GHSA-xxxx-xxxx-xxxx`. */
  readonly advisory: string
  /** Why it can't be reached here, or why there is nothing to be done yet. */
  readonly why: string
  /** Last day on which this holds, in UTC, such as `2027-01-31`; afterwards it is judged anew. */
  readonly until: string
}

/** The vulnerabilities that `npm run audit` lets stay. */
export const explained: readonly Explanation[] = []
