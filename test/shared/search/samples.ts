import fc from 'fast-check'
import type { Json } from './mongo.ts'

/** What has broken out of a query somewhere, or means something to Lucene, Elasticsearch, JSON or URLs. */
export const NASTY = [
  ...['x" OR email:*', '" OR _exists_:user_id OR name:"', '") OR (user_id:*', 'x\\" OR _exists_:user_id OR name:"'],
  ...[' TO zzz] OR user_id:[a TO z', '*] OR _exists_:user_id OR name:[*', 'x] OR (_exists_:user_id) OR name:[a TO *'],
  ...['identities.connection:"other"', '")) OR (identities.connection:"other"', 'AND', 'OR', 'NOT', 'TO', 'OR email:*'],
  ...['a AND b', 'NOT a', 'a && b', 'a || b', '!a', '\\', 'a\\', '\\\\', '\\"', '"', '""', '"a"', 'a"', '*', '**'],
  ...['a*', '*a', 'a*b', '*abc', '?', 'a?', '(', ')', '(a)', '[a TO b]', '{a TO *]', '[', '}', '/a/', '/', 'a~2', '~'],
  ...['^', '^a', 'a^9', '-5', '-', '+1', '=', '>5', '>=5', '<a', 'a:b', ':', 'email:a', '_exists_:email', '%22', '&'],
  ...['\\u0041', '\\u', 'A', 'null', 'true', 'false', '5', '7', '0', '__proto__', '$eq', '{"$ne":"a"}', '2026-01-01'],
  ...['é', 'É', 'straße', 'İ', 'ſ', '日本', '😀', '😀a', '\u3000', 'a\u3000b', '\u00a0', ' ', ' a', 'a ', '\u202e'],
]
const PLAIN = ['jo', 'Jo', 'JO', 'john', 'John Doe', 'doe', 'jo@example.com', 'JO@Example.com', "o'neil (jr)", 'a', 'b']

/** Any text, mostly a harmful one. */
export const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY, ...PLAIN) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...NASTY, ...PLAIN), { maxLength: 4 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)

/** Texts that users have and are compared with: so few in one case that comparisons succeed. */
export const pools = fc.array(
  anyText.filter((text) => /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(text)),
  { minLength: 1, maxLength: 5 },
)

/** The names of connections; all but the first two are another stage's. */
export const CONNECTIONS = ['Users', 'a" OR "b', 'users', 'other', 'Users-dev']
export const SUPPORTED = CONNECTIONS.slice(0, 2)

export const MOMENTS = ['2026-01-01T00:00:00.000Z', '2026-01-01T10:00:00.000Z', '2026-11-22T23:59:59.999Z']
export const numbers = fc.oneof(fc.integer({ min: -2, max: 3 }), fc.constantFrom(1.5, -0.25, 1e-7, -1e-7, 2 ** 53 - 1))

/** A user, as far as these tests know it. */
export interface User {
  readonly user_id: string
  readonly identities: readonly { readonly connection: string }[]
}

/** Users of all kinds, with texts of a pool. */
export function usersOf(pool: readonly string[]): fc.Arbitrary<readonly User[]> {
  const text = fc.constantFrom(...pool)
  const connection = fc.constantFrom(...CONNECTIONS)
  const identity = fc.record({ connection, provider: fc.constantFrom('auth0', 'oidc'), isSocial: fc.boolean() })
  const user = fc.record(
    {
      user_id: text,
      identities: fc.array(identity, { minLength: 1, maxLength: 2 }),
      email: text,
      name: text,
      nickname: text,
      username: text,
      email_verified: fc.boolean(),
      blocked: fc.boolean(),
      logins_count: fc.nat(3),
      created_at: fc.constantFrom(...MOMENTS),
      last_login: fc.constantFrom(...MOMENTS),
      app_metadata: metadata(text),
      user_metadata: metadata(text),
    },
    { requiredKeys: ['user_id', 'identities'] },
  )
  return fc.array(user, { minLength: 1, maxLength: 12 })
}

function metadata(text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const several = (value: fc.Arbitrary<Json>) =>
    fc.oneof(value, fc.array(fc.oneof(value, fc.constant(null)), { maxLength: 3 }))
  return fc.record(
    {
      team: fc.oneof(text, fc.constant(null), fc.constant({})),
      'my-key': text,
      roles: several(text),
      level: several(numbers),
      beta: fc.boolean(),
      teams: fc.array(fc.record({ name: text, size: numbers }, { requiredKeys: [] }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
}
