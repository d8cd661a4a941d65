import * as v from 'valibot'
import { emailAddress } from '../../auth0/email.ts'
import { anyObject, closed, without } from './closed.ts'
import { customPasswordHash, passwordHash } from './password-hash.ts'

/** Properties of a profile that a caller may not hide in `app_metadata`. */
const RESERVED = [
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
]

const may = v.exactOptional
const word = v.string('must be text')
const flag = v.boolean('must be true or false')
const phone = v.pipe(word, v.regex(/^\+[0-9]{1,15}$/, 'must be + and up to 15 digits'))

const factor = v.pipe(
  closed({
    totp: may(closed({ secret: v.pipe(word, v.regex(/^[A-Z2-7]+$/, 'must be Base32 without padding')) })),
    phone: may(closed({ value: phone })),
    email: may(closed({ value: emailAddress })),
  }),
  v.maxEntries(1, 'must be one of totp, phone and email'),
)

/**
 * A user of an import file by Auth0's schema.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema
 */
export const ImportedUser = v.pipe(
  closed({
    email: emailAddress,
    email_verified: may(flag),
    phone_number: may(phone),
    phone_verified: may(flag),
    user_id: may(word),
    username: may(word),
    given_name: may(word),
    family_name: may(word),
    name: may(word),
    nickname: may(word),
    picture: may(word),
    blocked: may(flag),
    password_hash: may(passwordHash),
    custom_password_hash: may(customPasswordHash),
    app_metadata: may(v.pipe(anyObject, without(RESERVED, 'is not allowed in app_metadata'))),
    user_metadata: may(anyObject),
    mfa_factors: may(
      v.pipe(
        v.array(factor, 'must be a list'),
        v.minLength(1, 'must have at least one factor'),
        v.maxLength(10, 'may have 10 factors'),
      ),
    ),
  }),
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    const both = ['password_hash', 'custom_password_hash'].every((name) => Object.hasOwn(Object(value), name))
    if (both) addIssue({ message: 'has either password_hash or custom_password_hash, not both' })
  }),
)
