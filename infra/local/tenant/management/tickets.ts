import { randomBytes } from 'node:crypto'
import type { Core } from '../core.ts'
import { connectionNamed } from './connections.ts'
import { refusals } from './errors.ts'
import { payloadOf } from './input.ts'
import { route } from './route.ts'
import { NOTHING, type Of, schema } from './schema/schema.ts'
import { findByEmail } from './users/rules.ts'

const TICKET = schema({
  type: 'object',
  properties: {
    user_id: { type: 'string', format: 'user-id', description: 'user_id of for whom the ticket should be created.' },
    connection_id: { type: 'string', pattern: '^con_[A-Za-z0-9]{16}$', description: 'ID of the connection.' },
    email: { type: 'string', format: 'email' },
    result_url: { type: 'string', format: 'url' },
    client_id: { type: 'string', format: 'client-id', description: 'ID of the client (application).' },
    ttl_sec: { type: 'integer', minimum: 0 },
    mark_email_as_verified: { type: 'boolean' },
    includeEmailInRedirect: { type: 'boolean' },
  },
})

/**
 * `POST /tickets/password-change`: an address where its holder could choose a new password. Nobody answers there.
 *
 * @see https://auth0.com/docs/api/management/v2/tickets/post-password-change
 */
export const ticketRoutes = [
  route({
    method: 'POST',
    path: '/tickets/password-change',
    scopes: ['create:user_tickets'],
    query: NOTHING,
    serve({ core, ctx }) {
      const wish = payloadOf(ctx, TICKET)
      if (!findUser(core, wish)) throw refusals.unknownUser()
      if (wish.client_id !== undefined && !core.applications.has(wish.client_id)) {
        throw refusals.invalidBody('The client_id is unknown.')
      }
      const ticket = `${core.issuer}lo/reset?ticket=${randomBytes(24).toString('base64url')}#`
      return { status: 201, body: { ticket } }
    },
  }),
]

function findUser(core: Core, { user_id, connection_id, email }: Of<typeof TICKET>) {
  const byAddress = connection_id !== undefined && email !== undefined
  const partly = connection_id !== undefined || email !== undefined
  if ((user_id === undefined) !== byAddress || (user_id !== undefined && partly)) {
    throw refusals.invalidBody('Either user_id, or connection_id and email, must be given.')
  }
  if (user_id !== undefined) return core.users.get(user_id)
  const connection = connectionNamed(core, connection_id ?? '')
  if (connection === undefined) throw refusals.unknownConnection(404)
  return findByEmail(core, connection, (email ?? '').toLowerCase())
}
