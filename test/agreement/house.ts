import { linesOfCode, type Source } from './sources.ts'

/** Files of more lines of code than there may be. */
export function longerThan(most: number, sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => {
    const lines = linesOfCode(source)
    return lines > most ? [`${source.path}: ${lines} lines`] : []
  })
}

/** Files in which a pattern is found. */
export function finding(
  pattern: RegExp,
  sources: readonly Source[],
  part: 'text' | 'code' | 'bare' = 'code',
): readonly string[] {
  return sources.flatMap((source) => (pattern.test(source[part]) ? [source.path] : []))
}

/** Exported functions without a docstring right before them. */
export function undocumented(sources: readonly Source[]): readonly string[] {
  const exported =
    /(\*\/\n)?^export (?:default )?(?:(?:async )?function\*? (\w+)|const (\w+) = (?:async )?(?:\([^=]*\)|\w+)(?:: [^=]*)? =>)/gm
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(exported)].flatMap(([, doc, one, other]) => (doc ? [] : [`${path}: ${one ?? other}`])),
  )
}
