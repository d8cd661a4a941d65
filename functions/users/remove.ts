import { noContent } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { judgeUserId } from '#shared/management/user-id'

/** `DELETE /users/{id}`: deletes a user of this stage; all of the user's logins end first. */
export const handler = managementEndpoint(async (event, { users, endHere, endAtTenantQuietly }) => {
  const id = judgeUserId(event.pathParameters?.['id'])
  await users.find(id)
  await endHere(id)
  await endAtTenantQuietly(id)
  await users.remove(id)
  await endHere(id)
  return noContent()
})
