/** The names of Lucene's tokens. */
export type Kind = (typeof DEFAULT)[number][0] | (typeof RANGE)[number][0]

/** A token and the text it was made of, escapes and all. */
export interface Token {
  readonly kind: Kind
  readonly text: string
}

const SPACE = String.raw`[ \t\n\r\u3000]`
const START = String.raw`(?:[^ \t\n\r\u3000+\-!():^[\]"{}~*?\\/]|\\[\s\S])`
const CHAR = `(?:${START}|[-+])`

/** `QueryParser.jj`, lexical state DEFAULT, in its order: of two tokens equally long, the first one wins. */
const DEFAULT = [
  ['AND', 'AND|&&'],
  ['OR', String.raw`OR|\|\|`],
  ['NOT', 'NOT|!'],
  ['PLUS', String.raw`\+`],
  ['MINUS', '-'],
  ['BAREOPER', `[-+!]${SPACE}`],
  ['LPAREN', String.raw`\(`],
  ['RPAREN', String.raw`\)`],
  ['COLON', ':'],
  ['STAR', String.raw`\*`],
  ['CARAT', String.raw`\^`],
  ['QUOTED', String.raw`"(?:[^"\\]|\\[\s\S])*"`],
  ['TERM', `${START}${CHAR}*`],
  ['FUZZY_SLOP', `~${CHAR}*`],
  ['PREFIXTERM', String.raw`\*|${START}${CHAR}*\*`],
  ['WILDTERM', `(?:${START}|[*?])(?:${CHAR}|[*?])*`],
  ['REGEXPTERM', String.raw`/(?:\\/|[^/])*/`],
  ['RANGEIN_START', String.raw`\[`],
  ['RANGEEX_START', String.raw`\{`],
] as const

/** The same, lexical state Range. A quote after a backslash never ends a bound if a further quote can. */
const RANGE = [
  ['RANGE_TO', 'TO'],
  ['RANGEIN_END', String.raw`\]`],
  ['RANGEEX_END', String.raw`\}`],
  ['RANGE_QUOTED', String.raw`"(?:\\"|[^"])+"`],
  ['RANGE_GOOP', String.raw`[^ \]}]+`],
] as const

const sticky = (rules: typeof DEFAULT | typeof RANGE) =>
  rules.map(([kind, source]) => ({ kind, pattern: new RegExp(source, 'y') }))
const STATES = { default: sticky(DEFAULT), range: sticky(RANGE) }

/**
 * Cuts a query into tokens as Lucene's generated tokenizer does: the longest one at each place.
 *
 * @throws SyntaxError when none begins somewhere
 */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = []
  let state: keyof typeof STATES = 'default'
  for (let at = skipSpace(query, 0); at < query.length; ) {
    const token = longest(STATES[state], query, at)
    if (token === undefined) throw new SyntaxError(`Nothing begins at ${at} of ${query}`)
    tokens.push(token)
    if (/^RANGE.._START$/.test(token.kind)) state = 'range'
    if (/^RANGE.._END$/.test(token.kind)) state = 'default'
    at = skipSpace(query, at + token.text.length)
  }
  return tokens
}

function longest(rules: (typeof STATES)['default'], query: string, at: number): Token | undefined {
  let best: Token | undefined
  for (const { kind, pattern } of rules) {
    pattern.lastIndex = at
    const text = pattern.exec(query)?.[0]
    if (text !== undefined && text.length > (best?.text.length ?? 0)) best = { kind, text }
  }
  return best
}

function skipSpace(query: string, from: number): number {
  let at = from
  while (/[ \t\n\r\u3000]/.test(query.charAt(at))) at++
  return at
}
