import { isServiceError } from '#shared/errors'
import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { judgeUserId } from '#shared/management/user-id'

/** `DELETE /sessions/{userId}`: ends all logins of a user, here at once, then at the tenant as its plan offers it. */
export const handler = managementEndpoint(async (event, { users, endHere, endAtTenant }) => {
  const id = judgeUserId(event.pathParameters?.['userId'])
  const count = await endHere(id)
  const known = await users.find(id).catch((error: unknown) => {
    // A user deleted at Auth0 may still have had logins here.
    if (count > 0 && isServiceError(error, 'not_found')) return undefined
    throw error
  })
  if (known) await endAtTenant(id)
  return json({ count })
})
