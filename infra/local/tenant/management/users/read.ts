import { refusals } from '../errors.ts'
import { FIELDS } from '../paging.ts'
import { route } from '../route.ts'
import { schema } from '../schema/schema.ts'
import { pick, profileOf } from './profile.ts'

/** `GET /users/{id}`, at once consistent. */
export const readUser = route({
  method: 'GET',
  path: '/users/{id}',
  scopes: ['read:users'],
  query: schema({ type: 'object', properties: FIELDS }),
  serve({ core, id, query }) {
    const user = core.users.get(id)
    if (!user) throw refusals.unknownUser()
    return { status: 200, body: pick(profileOf(user), query) }
  },
})

/** `GET /users-by-email`, at once consistent and case-sensitive: the directory keeps emails in lower case. */
export const readUsersByEmail = route({
  method: 'GET',
  path: '/users-by-email',
  scopes: ['read:users'],
  query: {
    type: 'object',
    properties: { ...FIELDS, email: { type: 'string', description: 'Email address to search for (case-sensitive).' } },
    required: ['email'],
  },
  serve({ core, query }) {
    const users = core.users.all().filter(({ email }) => email === query.email)
    return { status: 200, body: users.map((user) => pick(profileOf(user), query)) }
  },
})
