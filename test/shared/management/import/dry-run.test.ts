import { describe, expect, it } from 'vitest'
import { dryRun } from '#shared/management/import/dry-run'
import { BCRYPT, hashed, user } from './users.ts'

const hex = { value: 'd24e794f', encoding: 'hex' }
const salt = { value: 'abc123', encoding: 'utf8', position: 'suffix' }
const key = { value: '736868', encoding: 'hex' }
const factors = (...mfa_factors: unknown[]) => user({ mfa_factors })
const phone = { phone: { value: '+15551112233' } }

/** Code and path of everything that is wrong with a user. */
function wrongWith(value: unknown): string[] {
  const [bad] = dryRun([value]).errors
  return (bad?.errors ?? []).map(({ code, path = '-' }) => `${code} ${path}`)
}

describe('a good user', () => {
  const good: [string, object][] = [
    ['has an address', user()],
    ['has texts of any kind, as Auth0 takes them', user({ given_name: '', picture: 'me.png', name: 'a'.repeat(301) })],
    ['has a profile', user({ username: 'a', given_name: 'A', family_name: 'B', name: 'A B', nickname: 'ab' })],
    ['has all else', user({ user_id: '1', picture: 'https://a.example/1.png', blocked: false, email_verified: true })],
    ['has a phone', user({ phone_number: '+12125550001', phone_verified: true })],
    ['has metadata of any form', user({ app_metadata: { roles: [{ a: 1 }] }, user_metadata: { email: 'x' } })],
    ['has a hash', user({ password_hash: BCRYPT })],
    ['has factors', factors({ totp: { secret: '2PRXZWZAYYDAWCD' } }, phone, { email: { value: 'a@b.example' } }, {})],
    ['argon2', hashed('argon2', { value: '$argon2id$v=19$m=65536,t=2,p=1$J6Q$m04' })],
    ['bcrypt', hashed('bcrypt', { value: '$2y$12$C9hB01', encoding: 'utf8' }, { salt })],
    ['hmac', hashed('hmac', { ...hex, digest: 'sha1', key })],
    ['ldap', hashed('ldap', { value: '{SSHA384}/cgE', encoding: 'utf8' })],
    ['md5', hashed('md5', hex, { salt: { value: 'a' }, password: { encoding: 'ucs2' } })],
    ['sha256', hashed('sha256', { value: 'AbuUujg=', encoding: 'base64' })],
    ['pbkdf2', hashed('pbkdf2', { value: '$pbkdf2-sha512$i=100000,l=64$KNy$I2C' })],
    ['scrypt', hashed('scrypt', hex, { salt, keylen: 32, cost: 4096, blockSize: 8, parallelization: 1 })],
  ]
  it.each(good)('%s', (_what, value) => {
    expect(dryRun([value])).toEqual({ total: 1, errors: [] })
  })

  const addresses = [
    'o’brien+x@example.co.uk',
    "o'brien@a.example",
    'ä.ö@bücher.example',
    'a!#$%&*/=?^_`{|}~@b.ex',
    'a@x-1.museum',
  ]
  it.each(addresses)('has an address such as %s', (email) => {
    expect(wrongWith(user({ email }))).toEqual([])
  })
})

describe('a bad user is told in the words of Auth0', () => {
  const bad: [string[], unknown][] = [
    [['INVALID_TYPE -'], null],
    [['INVALID_TYPE -'], 'a@example.com'],
    [['INVALID_TYPE -'], [user()]],
    [['OBJECT_REQUIRED email'], {}],
    [['INVALID_TYPE email'], { email: null }],
    [['OBJECT_ADDITIONAL_PROPERTIES a', 'OBJECT_ADDITIONAL_PROPERTIES b'], user({ a: 1, b: null })],
    [['OBJECT_ADDITIONAL_PROPERTIES toString'], user({ toString: 1 })],
    [['OBJECT_ADDITIONAL_PROPERTIES constructor'], user({ constructor: 1 })],
    [['OBJECT_ADDITIONAL_PROPERTIES __proto__'], JSON.parse('{"email":"a@b.example","__proto__":{}}')],
    [['INVALID_TYPE email_verified', 'INVALID_TYPE blocked'], user({ email_verified: 'true', blocked: 0 })],
    [['INVALID_TYPE username', 'INVALID_TYPE given_name'], user({ username: 7, given_name: null })],
    [['INVALID_TYPE picture'], user({ picture: ['me.png'] })],
    [['PATTERN phone_number'], user({ phone_number: '0123' })],
    [['INVALID_TYPE app_metadata', 'INVALID_TYPE user_metadata'], user({ app_metadata: [], user_metadata: null })],
    [
      ['NOT_PASSED app_metadata.email', 'NOT_PASSED app_metadata.user_id'],
      user({ app_metadata: { email: 1, user_id: 2, a: 3 } }),
    ],
    [['PATTERN password_hash'], user({ password_hash: BCRYPT.replace('$10$', '$12$') })],
    [['PATTERN password_hash'], user({ password_hash: BCRYPT.replace('$2b$', '$2y$') })],
    [['PATTERN password_hash'], user({ password_hash: `${BCRYPT}\n` })],
    [['NOT_PASSED -'], { ...user({ password_hash: BCRYPT }), ...hashed('md5', hex), email: 'a@b.example' }],
    [['INVALID_TYPE mfa_factors'], user({ mfa_factors: {} })],
    [['ARRAY_LENGTH_SHORT mfa_factors'], factors()],
    [['ARRAY_LENGTH_LONG mfa_factors'], factors(...Array.from({ length: 11 }, () => phone))],
    [['OBJECT_PROPERTIES_MAXIMUM mfa_factors.0'], factors({ ...phone, totp: { secret: 'A' } })],
    [['OBJECT_ADDITIONAL_PROPERTIES mfa_factors.1.sms'], factors(phone, { sms: {} })],
    [['PATTERN mfa_factors.0.totp.secret'], factors({ totp: { secret: 'abc=' } })],
    [
      ['OBJECT_REQUIRED mfa_factors.0.phone.value', 'OBJECT_ADDITIONAL_PROPERTIES mfa_factors.0.phone.number'],
      factors({ phone: { number: '+1' } }),
    ],
    [['FORMAT mfa_factors.0.email.value'], factors({ email: { value: 'a' } })],
  ]
  it.each(bad)('%j: %j', (errors, value) => {
    expect(wrongWith(value).toSorted()).toEqual(errors.toSorted())
  })

  const addresses = [
    '',
    'a',
    'a@b',
    '@b.example',
    'a@',
    'a b@c.example',
    'a@b@c.example',
    'a..b@c.example',
    '.a@c.example',
    'a@c..example',
    'a@c.example\n',
    'a@c.e',
    `${'a'.repeat(320)}@c.example`,
    '<a@c.example>',
    'a@[127.0.0.1]',
  ]
  it.each(addresses)('for the address %j', (email) => {
    expect(wrongWith({ email })).toEqual(['FORMAT email'])
  })

  const at = (path: string) => `custom_password_hash${path}`
  const hashes: [string[], object][] = [
    [['INVALID_TYPE '], user({ custom_password_hash: 'abc' })],
    [['OBJECT_REQUIRED .algorithm'], user({ custom_password_hash: { hash: hex } })],
    [['ENUM_MISMATCH .algorithm'], hashed('rot13', hex)],
    [['ENUM_MISMATCH .algorithm'], hashed('constructor', hex)],
    [['ENUM_MISMATCH .algorithm'], hashed(null, hex)],
    [['OBJECT_REQUIRED .hash'], hashed('md5', undefined)],
    [['OBJECT_REQUIRED .hash.value'], hashed('md5', { encoding: 'hex' })],
    [['OBJECT_REQUIRED .hash.encoding'], hashed('md5', { value: 'a' })],
    [['ENUM_MISMATCH .hash.encoding'], hashed('sha1', { ...hex, encoding: 'utf8' })],
    [['ENUM_MISMATCH .hash.encoding'], hashed('bcrypt', { value: BCRYPT, encoding: 'hex' })],
    [['PATTERN .hash.value'], hashed('bcrypt', { value: '$2x$10$abc' })],
    [['PATTERN .hash.value'], hashed('argon2', { value: BCRYPT })],
    [['PATTERN .hash.value'], hashed('pbkdf2', { value: 'abc' })],
    [['PATTERN .hash.value'], hashed('ldap', { value: '{CRYPT}abc' })],
    [['OBJECT_ADDITIONAL_PROPERTIES .salt'], hashed('ldap', { value: '{MD5}abc' }, { salt })],
    [['OBJECT_ADDITIONAL_PROPERTIES .pepper'], hashed('md5', hex, { pepper: 1 })],
    [['OBJECT_REQUIRED .salt.value', 'ENUM_MISMATCH .salt.position'], hashed('md5', hex, { salt: { position: 'in' } })],
    [['ENUM_MISMATCH .password.encoding'], hashed('md5', hex, { password: { encoding: 'utf7' } })],
    [['OBJECT_REQUIRED .hash.digest', 'OBJECT_REQUIRED .hash.key'], hashed('hmac', hex)],
    [
      ['ENUM_MISMATCH .hash.digest', 'OBJECT_REQUIRED .hash.key.value'],
      hashed('hmac', { ...hex, digest: 'crc', key: {} }),
    ],
    [['OBJECT_REQUIRED .keylen'], hashed('scrypt', hex)],
    [['MINIMUM .keylen', 'INVALID_TYPE .blockSize'], hashed('scrypt', hex, { keylen: 0, blockSize: 1.5 })],
    [['FORMAT .cost'], hashed('scrypt', hex, { keylen: 32, cost: 1000 })],
    [['INVALID_TYPE .parallelization'], hashed('scrypt', hex, { keylen: 32, parallelization: '1' })],
  ]
  it.each(hashes)('%j: %j', (errors, value) => {
    const [{ custom_password_hash } = {}] = JSON.parse(JSON.stringify([value]))
    const wanted = errors.map((error) => error.replace(/ (.*)/, (_all, path: string) => ` ${at(path)}`))
    expect(wrongWith(user({ custom_password_hash })).toSorted()).toEqual(wanted.toSorted())
  })
})

describe('a file', () => {
  it('is judged whole, each bad user by its index', () => {
    expect(dryRun([user(), {}, { email: 'b@example.com' }, { email: 'x', given_name: 7 }])).toEqual({
      total: 4,
      errors: [
        { index: 1, errors: [{ code: 'OBJECT_REQUIRED', message: 'email is missing', path: 'email' }] },
        {
          index: 3,
          errors: [
            { code: 'FORMAT', message: 'email must be an e-mail address', path: 'email' },
            { code: 'INVALID_TYPE', message: 'given_name must be text', path: 'given_name' },
          ],
        },
      ],
    })
  })

  it('may have no user twice', () => {
    const duplicate = (path: string, first: number) => ({
      code: 'DUPLICATED_USER',
      message: `A user with this ${path} was already provided: users[${first}]`,
      path,
    })
    const users = [
      { email: 'a@example.com', user_id: '1' },
      { email: 'b@example.com', user_id: 'x', username: 'Bea' },
      { email: 'A@Example.com', user_id: '1', username: 'bea' },
      { email: 'c@example.com', user_id: 'X', phone_number: '+1' },
      { email: 'd@example.com', phone_number: '+1' },
      { email: 'a@example.com' },
    ]
    expect(dryRun(users).errors).toEqual([
      { index: 2, errors: [duplicate('email', 0), duplicate('username', 1), duplicate('user_id', 0)] },
      { index: 4, errors: [duplicate('phone_number', 3)] },
      { index: 5, errors: [duplicate('email', 0)] },
    ])
  })

  it('is never quoted', () => {
    const secret = 'SECRET-OF-A-USER'
    const properties = [
      'email',
      'password_hash',
      'picture',
      'name',
      'mfa_factors',
      'app_metadata',
      'unknown',
      'blocked',
    ]
    const users = properties.flatMap((name) => [
      { [name]: secret },
      { [name]: [secret] },
      { [name]: { email: secret, secret } },
    ])
    const hashes = [
      hashed(secret, secret),
      hashed('md5', { value: secret, encoding: secret }),
      hashed('ldap', { value: secret }),
    ]
    const report = JSON.stringify(dryRun([secret, [secret], ...users, ...hashes]))
    expect(report.length).toBeGreaterThan(2000)
    expect(report).not.toContain(secret)
  })

  it('of nothing but errors has an answer that Lambda can hand over', () => {
    const worst = [
      Array.from({ length: 170_000 }, () => ({})),
      Array.from({ length: 256_000 }, () => 0),
      [Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`property${index}`, 0]))],
    ]
    for (const users of worst) {
      const report = dryRun(users)
      expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(report) }))).toBeLessThan(6 * 1024 * 1024)
      expect(report.errors.length).toBeGreaterThan(0)
      expect(report.errors.length + (report.omitted ?? 0)).toBe(users.length)
    }
  })
})
