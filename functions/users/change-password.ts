import { createAsk } from '#shared/auth0/ask'
import { sendResetMail } from '#shared/auth0/reset-mail'
import { invalidRequest } from '#shared/errors'
import { bodyParameters } from '#shared/http/parameters'
import { json, noContent } from '#shared/http/responses'
import { ChangePasswordBody } from '#shared/management/bodies'
import { managementEndpoint } from '#shared/management/endpoint'
import { updateUser } from '#shared/management/update'
import { judgeUserId } from '#shared/management/user-id'
import { openStage } from '#shared/stage'

const stage = openStage()
const needs = { ...stage, ask: createAsk(stage) }

/** `POST /users/{id}/change-password`: sets a password, or has Auth0 send its reset mail. */
export const handler = managementEndpoint(
  async (event, services) => {
    const id = judgeUserId(event.pathParameters?.['id'])
    const { password } = bodyParameters(event, ChangePasswordBody)
    if (password !== undefined) {
      await updateUser(services, id, { password })
      return noContent()
    }
    const { user, connection } = await services.users.find(id)
    if (!user.email) throw invalidRequest('This user has no e-mail address')
    await sendResetMail(needs, mailClient(connection), { email: user.email, connection })
    return json({}, {}, 202)
  },
  { body: true },
)

/** An application that people of a connection log in to, by name or for naming none: Auth0 sends its mail for one. */
function mailClient(connection: string) {
  const { clients, defaultClient } = stage.config
  const all = [...(defaultClient ? [defaultClient] : []), ...clients.values()]
  const client =
    all.find(({ supportedConnections: names }) => names.includes(connection)) ??
    all.find(({ supportedConnections: names }) => names.length === 0)
  if (!client) throw invalidRequest('No client supports the connection of this user')
  return client
}
