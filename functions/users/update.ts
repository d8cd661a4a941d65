import { bodyParameters } from '#shared/http/parameters'
import { json } from '#shared/http/responses'
import { UpdateUserBody } from '#shared/management/bodies'
import { managementEndpoint } from '#shared/management/endpoint'
import { updateUser } from '#shared/management/update'
import { judgeUserId } from '#shared/management/user-id'

/** `PATCH /users/{id}`: changes a user of this stage. */
export const handler = managementEndpoint(
  async (event, services) => {
    const id = judgeUserId(event.pathParameters?.['id'])
    return json(await updateUser(services, id, bodyParameters(event, UpdateUserBody)))
  },
  { body: true },
)
