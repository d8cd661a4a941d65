import { endSessionsOf } from '../../logout/sessions.ts'
import { revokeRefreshTokens } from '../refresh-tokens.ts'
import { route } from '../route.ts'
import { NOTHING } from '../schema/schema.ts'

/** `DELETE /users/{id}`: 204 for an unknown id too; sessions and refresh tokens end with the user. */
export const removeUser = route({
  method: 'DELETE',
  path: '/users/{id}',
  scopes: ['delete:users'],
  query: NOTHING,
  async serve({ core, id }) {
    core.users.delete(id)
    revokeRefreshTokens(core, ({ userId }) => userId === id)
    await endSessionsOf(core, id)
    return { status: 204 }
  },
})
