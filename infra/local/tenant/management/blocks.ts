import { unblock } from '../oauth/credentials.ts'
import { refusals } from './errors.ts'
import { route } from './route.ts'
import { NOTHING } from './schema/schema.ts'

/** `DELETE /user-blocks/{id}`: lifts the blocks of brute-force protection, not that of an administrator. */
export const blockRoutes = [
  route({
    method: 'DELETE',
    path: '/user-blocks/{id}',
    scopes: ['update:users'],
    query: NOTHING,
    serve({ core, id }) {
      const user = core.users.get(id)
      if (!user) throw refusals.unknownUser()
      unblock(core, user)
      return { status: 204 }
    },
  }),
]
