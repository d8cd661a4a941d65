import { schema } from '../schema/schema.ts'

const given = { type: 'string', minLength: 1, maxLength: 150, description: "The user's given name(s)." } as const
const family = { ...given, description: "The user's family name(s)." } as const
const name = { type: 'string', minLength: 1, maxLength: 300, description: "The user's full name." } as const
const nickname = { ...name, description: "The user's nickname." } as const
const picture = { type: 'string', format: 'strict-uri', description: "A URI pointing to the user's picture." } as const
const phone = {
  type: 'string',
  pattern: '^\\+[0-9]{1,15}$',
  description: "The user's phone number (following the E.164 recommendation).",
} as const
const username = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  description: "The user's username. Only valid if the connection requires a username.",
} as const

const COMMON = {
  connection: { type: 'string', minLength: 1, description: 'Name of the connection this user is in.' },
  email: { type: 'string', format: 'email', description: "The user's email." },
  password: { type: 'string', minLength: 1, description: 'Password for this user.' },
  username,
  email_verified: { type: 'boolean', description: 'Whether this email address is verified.' },
  verify_email: { type: 'boolean', description: 'Whether the user will receive a verification email.' },
  phone_verified: { type: 'boolean', description: 'Whether this phone number has been verified.' },
  blocked: { type: 'boolean', description: 'Whether this user was blocked by an administrator.' },
  app_metadata: { type: 'object' },
  user_metadata: { type: 'object' },
} as const

/**
 * Body of `POST /users`. Email and password are required because every connection here is a database.
 *
 * @see https://auth0.com/docs/api/management/v2/users/post-users
 */
export const NEW_USER = schema({
  type: 'object',
  properties: {
    ...COMMON,
    user_id: { type: 'string', maxLength: 255, pattern: '^\\S*$', description: "The external user's id." },
    given_name: given,
    family_name: family,
    name,
    nickname,
    picture,
    phone_number: phone,
  },
  required: ['connection', 'email', 'password'],
})

/**
 * Body of `PATCH /users/{id}`; null unsets what a database user can do without.
 *
 * @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id
 */
export const USER_CHANGE = schema({
  type: 'object',
  properties: {
    ...COMMON,
    client_id: {
      type: 'string',
      minLength: 1,
      description: 'Auth0 client ID. Only valid when updating email address.',
    },
    given_name: { ...given, nullable: true },
    family_name: { ...family, nullable: true },
    name: { ...name, nullable: true },
    nickname: { ...nickname, nullable: true },
    picture: { ...picture, nullable: true },
    phone_number: { ...phone, nullable: true },
  },
})
