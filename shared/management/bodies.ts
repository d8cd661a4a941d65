import * as v from 'valibot'
import { emailAddress } from '../auth0/email.ts'
import { anyObject } from './import/closed.ts'

const word = v.string('must be text')
const text = (longest: number) =>
  v.pipe(word, v.minLength(1, 'must not be empty'), v.maxLength(longest, `may have ${longest} characters`))
const phone = v.pipe(word, v.regex(/^\+[0-9]{1,15}$/, 'must be + and up to 15 digits'))
const picture = v.pipe(word, v.url('must be a URL'))
const flag = v.boolean('must be true or false')
/** What is said of a property that Auth0's body does not have. */
const UNKNOWN = 'is not a property that Auth0 takes'
const may = v.exactOptional
const clearable = <Schema extends v.GenericSchema>(schema: Schema) => v.exactOptional(v.nullable(schema))

/** Properties that both of Auth0's bodies take alike. */
const COMMON = {
  user_metadata: may(anyObject),
  app_metadata: may(anyObject),
  blocked: may(flag),
  email_verified: may(flag),
  phone_verified: may(flag),
  verify_email: may(flag),
  connection: may(text(128)),
}

/** Body of Auth0's create-user call (`POST /api/v2/users`), but that `connection` may be left out. */
export const CreateUserBody = v.strictObject(
  {
    ...COMMON,
    user_id: may(text(255)),
    email: may(emailAddress),
    phone_number: may(phone),
    username: may(text(128)),
    password: may(text(512)),
    given_name: may(text(150)),
    family_name: may(text(150)),
    name: may(text(300)),
    nickname: may(text(300)),
    picture: may(picture),
  },
  UNKNOWN,
)
export type CreateUserBody = v.InferOutput<typeof CreateUserBody>

/** Body of Auth0's update-user call (`PATCH /api/v2/users/{id}`); null clears a property. */
export const UpdateUserBody = v.strictObject(
  {
    ...COMMON,
    email: clearable(emailAddress),
    phone_number: clearable(phone),
    username: clearable(text(128)),
    password: may(text(512)),
    given_name: clearable(text(150)),
    family_name: clearable(text(150)),
    name: clearable(text(300)),
    nickname: clearable(text(300)),
    picture: clearable(picture),
    verify_phone_number: may(flag),
    client_id: may(text(64)),
  },
  UNKNOWN,
)
export type UpdateUserBody = v.InferOutput<typeof UpdateUserBody>

/** Body of our own change-password call; without a password Auth0 sends its reset mail. */
export const ChangePasswordBody = v.strictObject({ password: may(text(512)) }, UNKNOWN)
