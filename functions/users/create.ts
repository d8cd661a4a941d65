import { bodyParameters } from '#shared/http/parameters'
import { json } from '#shared/http/responses'
import { CreateUserBody } from '#shared/management/bodies'
import { managedConnection } from '#shared/management/connection'
import { managementEndpoint } from '#shared/management/endpoint'

/** `POST /users`: creates a user in one of this stage's connections. */
export const handler = managementEndpoint(
  async (event, { users, client }) => {
    const body = bodyParameters(event, CreateUserBody)
    const connection = managedConnection(client, body.connection)
    return json(await users.create({ ...body, connection }), {}, 201)
  },
  { body: true },
)
