import type { Result } from './result.ts'

/**
 * Takes secrets out of results. No judge writes one; but a value of AWS or Auth0 that is quoted may hold what somebody
 * put into the wrong place.
 */
export function redact(results: readonly Result[], secrets: Iterable<string>): readonly Result[] {
  const known = [...secrets].filter((secret) => secret !== '')
  const clean = (text: string) => known.reduce((cleaner, secret) => cleaner.replaceAll(secret, '***'), text)
  return results.map(({ subject, state, says, advice }) => ({
    subject: clean(subject),
    state,
    says: clean(says),
    ...(advice !== undefined && { advice: clean(advice) }),
  }))
}
