import { schema } from '../schema/schema.ts'

const text = { type: 'string' } as const
const ENCODINGS = { type: 'string', enum: ['base64', 'hex', 'utf8'] } as const
const encoded = { type: 'object', properties: { value: text, encoding: ENCODINGS }, required: ['value'] } as const
const size = { type: 'integer', minimum: 1 } as const

const CUSTOM_HASH = {
  type: 'object',
  properties: {
    algorithm: {
      type: 'string',
      enum: ['argon2', 'bcrypt', 'hmac', 'ldap', 'md4', 'md5', 'sha1', 'sha256', 'sha512', 'pbkdf2', 'scrypt'],
    },
    hash: {
      type: 'object',
      properties: {
        value: text,
        encoding: ENCODINGS,
        digest: {
          type: 'string',
          enum: ['md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool'],
        },
        key: encoded,
      },
    },
    salt: {
      ...encoded,
      properties: { ...encoded.properties, position: { type: 'string', enum: ['prefix', 'suffix'] } },
    },
    password: {
      type: 'object',
      properties: {
        encoding: { type: 'string', enum: ['ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary'] },
      },
    },
    keylen: size,
    cost: { type: 'integer', minimum: 2 },
    blockSize: size,
    parallelization: size,
  },
  required: ['algorithm', 'hash'],
} as const

const factor = <const Value extends object>(name: string, value: Value) =>
  ({ type: 'object', properties: { [name]: value }, required: [name] }) as const

const MFA_FACTORS = {
  type: 'array',
  minItems: 1,
  maxItems: 10,
  items: {
    type: 'object',
    maxProperties: 1,
    properties: {
      totp: factor('secret', { type: 'string', pattern: '^[A-Z2-7]+$' }),
      phone: factor('value', { type: 'string', pattern: '^\\+[0-9]{1,15}$' }),
      email: factor('value', { type: 'string', format: 'email' }),
    },
  },
} as const

/**
 * One user of an import file.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema
 */
export const IMPORTED_USER = schema({
  type: 'object',
  properties: {
    email: { type: 'string', format: 'email' },
    email_verified: { type: 'boolean' },
    phone_number: text,
    phone_verified: { type: 'boolean' },
    user_id: text,
    username: text,
    given_name: text,
    family_name: text,
    name: text,
    nickname: text,
    picture: text,
    blocked: { type: 'boolean' },
    password_hash: { type: 'string', pattern: '^\\$2[ab]\\$10\\$[./A-Za-z0-9]{53}$' },
    custom_password_hash: CUSTOM_HASH,
    app_metadata: { type: 'object' },
    user_metadata: { type: 'object' },
    mfa_factors: MFA_FACTORS,
  },
  required: ['email'],
})

/** What `app_metadata` of an imported user must not hold. */
export const RESERVED_METADATA = [
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email',
  'email_verified',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor',
  'multifactor_last_modified',
  'updated_at',
  'user_id',
]
