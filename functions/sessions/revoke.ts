import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { judgeUserId, unknownUser } from '#shared/management/user-id'

/** `DELETE /sessions/{userId}`: ends all logins of a user, here at once, then at the tenant as its plan offers it. */
export const handler = managementEndpoint(async (event, { users, endHere, endAtTenant }) => {
  const id = judgeUserId(event.pathParameters?.['userId'])
  const user = await users.lookUp(id).catch(async (error: unknown) => {
    // An outage of the tenant keeps nobody logged in here.
    await endHere(id)
    throw error
  })
  if (user === 'foreign') throw unknownUser()
  const count = await endHere(id)
  if (user) await endAtTenant(id)
  // A user deleted at Auth0 may still have had logins here.
  else if (count === 0) throw unknownUser()
  return json({ count })
})
