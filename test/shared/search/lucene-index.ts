import { type Bound, type Clause, type Query, read } from './lucene-reader.ts'

type Scalar = string | number | boolean

const CASELESS = ['email', 'name', 'given_name', 'family_name', 'nickname']
const DATES = ['created_at', 'updated_at', 'last_login']
const BOOLEANS = ['email_verified', 'phone_verified', 'blocked', 'identities.isSocial']
const INTEGERS = ['logins_count']

/** The users that a query selects, as Auth0's user search v3 does: by an index of scalars under their paths. */
export function search<User extends object>(query: string, users: readonly User[]): readonly User[] {
  const tree = read(query)
  return users.filter((user) => selects(tree, indexOf(user)))
}

type Index = ReadonlyMap<string, readonly Scalar[]>

/** Arrays are no level of a path; null, `[]` and `{}` leave no trace. */
function indexOf(user: object): Index {
  const index = new Map<string, Scalar[]>()
  const add = (path: string, value: unknown): void => {
    if (isScalar(value)) index.set(path, [...(index.get(path) ?? []), value])
    else if (Array.isArray(value)) for (const each of value) add(path, each)
    else for (const [key, each] of Object.entries(value ?? {})) add(path === '' ? key : `${path}.${key}`, each)
    if (path === 'email') add('email.domain', String(value).slice(String(value).lastIndexOf('@') + 1))
  }
  add('', user)
  return index
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function selects(query: Query, index: Index): boolean {
  if (query.is === 'group') return combines(query.joint, query.of, index)
  const values = index.get(query.field) ?? []
  if (query.is === 'exists') return values.length > 0
  if (query.is === 'value') return values.some(equals(query.field, query.text))
  if (query.field.startsWith('user_metadata.')) throw new SyntaxError('user_metadata has no ranges and no wildcards')
  return values.some(query.is === 'wild' ? matches(query.field, query.parts) : lies(query.field, query.from, query.to))
}

/** A negation only takes away: a group of nothing else selects nobody. */
function combines(joint: 'AND' | 'OR', clauses: readonly Clause[], index: Index): boolean {
  const wanted = clauses.filter(({ negated }) => !negated).map(({ query }) => selects(query, index))
  const unwanted = clauses.filter(({ negated }) => negated).map(({ query }) => selects(query, index))
  if (joint === 'OR') return wanted.includes(true)
  return wanted.length > 0 && !wanted.includes(false) && !unwanted.includes(true)
}

function equals(field: string, text: string): (value: Scalar) => boolean {
  if (BOOLEANS.includes(field) && !/^(true|false)$/.test(text)) throw new SyntaxError(`${text} is no boolean`)
  if (INTEGERS.includes(field) && !/^-?\d+$/.test(text)) throw new SyntaxError(`${text} is no integer`)
  const wanted = normal(field, text)
  return (value) => normal(field, value) === wanted
}

function matches(field: string, parts: readonly string[]): (value: Scalar) => boolean {
  const [start, next = ''] = parts
  if (start === '' && Array.from(next).length < 3) throw new SyntaxError('A star leads less than three characters')
  const pattern = new RegExp(`^${parts.map((part) => RegExp.escape(fold(field, part))).join('.*')}$`, 's')
  return (value) => pattern.test(fold(field, String(value)))
}

function lies(field: string, from: Bound, to: Bound): (value: Scalar) => boolean {
  return (value) => beyond(field, value, from, 1) && beyond(field, value, to, -1)
}

function beyond(field: string, value: Scalar, { text, inclusive }: Bound, direction: 1 | -1): boolean {
  if (text === undefined) return true
  const bound = normal(field, text)
  const order = typeof value === 'number' ? value - Number(bound) : byteOrder(normal(field, value), bound)
  return (inclusive && order === 0) || order * direction > 0
}

function byteOrder(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

/** How a value stands in the index. A date must be whole: Elasticsearch would round it by the side it bounds. */
function normal(field: string, value: Scalar): string {
  if (!DATES.includes(field)) return fold(field, String(value))
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value))) throw new SyntaxError(`${value} is rounded`)
  return String(value)
}

function fold(field: string, text: string): string {
  return CASELESS.includes(field) ? Array.from(text, (character) => character.toLowerCase()).join('') : text
}
