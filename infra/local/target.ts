/** Splits a request target at its first question mark into path and query. */
export function splitTarget(target: string): readonly [string, string] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

/**
 * Splits the path of a request target into decoded segments: decoding comes after splitting, so an encoded slash
 * stays within its segment.
 *
 * @returns undefined when the target is no path or an escape is broken
 */
export function pathSegments(target: string): readonly string[] | undefined {
  const [path] = splitTarget(target)
  if (!path.startsWith('/')) return undefined
  try {
    return path.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}
