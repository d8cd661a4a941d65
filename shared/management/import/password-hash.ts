import * as v from 'valibot'
import { closed, open } from './closed.ts'

/** Auth0's own hash: bcrypt with ten rounds. */
export const passwordHash = v.pipe(
  v.string('must be text'),
  v.regex(/^\$2[ab]\$10\$[./A-Za-z0-9]{53}$/, 'must be bcrypt, $2a$ or $2b$, of 10 rounds'),
)

const may = v.exactOptional
const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))
const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  v.picklist(words, `must be one of ${words.join(', ')}`)
const anyEncoding = oneOf('base64', 'hex', 'utf8')
const positive = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be positive'),
)
const powerOfTwo = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(2, 'must be greater than 1'),
  v.check((cost) => Number.isInteger(Math.log2(cost)), 'must be a power of two'),
)

/** What a hash of any algorithm may have; scrypt's own numbers are overlooked with the others. */
const COMMON = {
  algorithm: text,
  password: may(open({ encoding: may(oneOf('ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary')) })),
  keylen: may(positive),
  cost: may(powerOfTwo),
  blockSize: may(positive),
  parallelization: may(positive),
}

const salt = may(open({ value: text, encoding: may(anyEncoding), position: may(oneOf('prefix', 'suffix')) }))

/** The bytes of a hash, whose encoding must be told. */
const BYTES = { value: text, encoding: oneOf('base64', 'hex') }
const digest = closed({ ...COMMON, salt, hash: open(BYTES) })

/** A hash in a notation of its own, which tells parameters and salt. */
const notation = (form: RegExp, like: string) =>
  open({ value: v.pipe(text, v.regex(form, `must look like ${like}`)), encoding: may(oneOf('utf8')) })

const HMAC = open({
  ...BYTES,
  digest: oneOf('md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool'),
  key: open({ value: text, encoding: may(anyEncoding) }),
})

/** @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema */
const ALGORITHMS: ReadonlyMap<string, v.GenericSchema> = new Map<string, v.GenericSchema>([
  ['argon2', closed({ ...COMMON, hash: notation(/^\$argon2(id|i|d)\$/, '$argon2id$…') })],
  ['bcrypt', closed({ ...COMMON, salt, hash: notation(/^\$2[aby]\$/, '$2b$…') })],
  ['hmac', closed({ ...COMMON, salt, hash: HMAC })],
  ['ldap', closed({ ...COMMON, hash: notation(/^\{s?(md5|sha)\d*\}/i, '{SSHA512}…') })],
  ['pbkdf2', closed({ ...COMMON, hash: notation(/^\$pbkdf2-[\w-]+\$/, '$pbkdf2-sha512$…') })],
  ['scrypt', closed({ ...COMMON, salt, hash: open(BYTES), keylen: positive })],
  ...['md4', 'md5', 'sha1', 'sha256', 'sha512'].map((name) => [name, digest] as const),
])

const unknownAlgorithm = open({
  algorithm: v.picklist([...ALGORITHMS.keys()], 'is not one that Auth0 knows'),
})

const Named = v.object({ algorithm: v.string() })

/** A hash of another algorithm; what it must tell depends on that. */
export const customPasswordHash = v.lazy((hash) => {
  const known = v.is(Named, hash) ? ALGORITHMS.get(hash.algorithm) : undefined
  return known ?? unknownAlgorithm
})
