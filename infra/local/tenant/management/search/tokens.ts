import { Reader } from './reader.ts'
import { QuerySyntaxError } from './syntax-error.ts'

/** A piece of a query: a value, a range, or a sign with a meaning of its own. */
export type Token = TermToken | RangeToken | { kind: 'sign'; sign: Sign }

export interface TermToken {
  kind: 'term'
  /** The text, cut at each wildcard: one piece has none. */
  pieces: string[]
  quoted: boolean
}

export interface RangeToken {
  kind: 'range'
  low: Bound
  high: Bound
}

/** One end of a range; without text it is open. */
export interface Bound {
  text: string | undefined
  inclusive: boolean
}

type Sign = (typeof SIGNS)[number] | 'AND' | 'OR' | 'NOT'

const SIGNS = ['(', ')', ':', '+', '-'] as const
const WORDS: Record<string, Sign> = { AND: 'AND', OR: 'OR', NOT: 'NOT', '&&': 'AND', '||': 'OR' }
/** Characters that end a term; `+` and `-` only begin one. */
const ENDS = '!():^[]"{}~?/<>'

/**
 * Cuts a query into tokens, by the grammar of Lucene's classic query parser.
 *
 * @throws QuerySyntaxError for unfinished quotes and ranges, and for what Auth0 does not offer: `?`, `~`, `^`, `/`
 * @see https://lucene.apache.org/core/2_9_4/queryparsersyntax.html
 */
export function tokenize(query: string): Token[] {
  const reader = new Reader(query)
  const tokens: Token[] = []
  for (reader.skipSpace(); !reader.done; reader.skipSpace()) tokens.push(readToken(reader))
  return tokens
}

function readToken(reader: Reader): Token {
  const next = reader.peek()
  const sign = next === '!' ? 'NOT' : SIGNS.find((candidate) => candidate === next)
  if (sign) {
    reader.take()
    return { kind: 'sign', sign }
  }
  if (next === '"') return { kind: 'term', pieces: [readQuoted(reader)], quoted: true }
  if (next === '[' || next === '{') return readRange(reader)
  if (ENDS.includes(next)) throw new QuerySyntaxError(`${next} has no place here`)
  return readTerm(reader)
}

function readQuoted(reader: Reader): string {
  let text = ''
  reader.take()
  while (!reader.done) {
    const next = reader.take()
    if (next === '"') return text
    text += next === '\\' ? reader.takeEscaped() : next
  }
  throw new QuerySyntaxError('a quote is not closed')
}

/** A word is an operator only if it stands there as such: an escaped one is a term. */
function readTerm(reader: Reader): Token {
  const pieces = ['']
  let raw = ''
  while (!reader.done && !reader.atSpace() && !ENDS.includes(reader.peek())) {
    const next = reader.take()
    raw += next
    if (next === '*') pieces.push('')
    else pieces.push((pieces.pop() ?? '') + (next === '\\' ? reader.takeEscaped() : next))
  }
  const sign = Object.hasOwn(WORDS, raw) ? WORDS[raw] : undefined
  return sign ? { kind: 'sign', sign } : { kind: 'term', pieces, quoted: false }
}

function readRange(reader: Reader): RangeToken {
  const low = { inclusive: reader.take() === '[', text: readBound(reader) }
  reader.skipSpace()
  if (readWord(reader).raw !== 'TO') throw new QuerySyntaxError('a range has no TO')
  const text = readBound(reader)
  reader.skipSpace()
  const end = reader.take()
  if (end !== ']' && end !== '}') throw new QuerySyntaxError('a range is not closed')
  return { kind: 'range', low, high: { text, inclusive: end === ']' } }
}

function readBound(reader: Reader): string | undefined {
  reader.skipSpace()
  if (reader.peek() === '"') return readQuoted(reader)
  const { raw, text } = readWord(reader)
  if (raw === '') throw new QuerySyntaxError('a range has an empty end')
  return raw === '*' ? undefined : text
}

/** A word of a range, as written and as meant: only an unescaped `*` is an open end. */
function readWord(reader: Reader): { raw: string; text: string } {
  let [raw, text] = ['', '']
  while (!reader.done && !reader.atSpace() && !']}'.includes(reader.peek())) {
    const next = reader.take()
    raw += next
    text += next === '\\' ? reader.takeEscaped() : next
  }
  return { raw, text }
}
