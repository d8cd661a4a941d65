import { refusals } from '../errors.ts'
import { payloadOf } from '../input.ts'
import { route } from '../route.ts'
import { NOTHING, schema } from '../schema/schema.ts'
import { headOf } from './view.ts'

const ORDER = schema({
  type: 'object',
  properties: {
    user_id: {
      type: 'string',
      format: 'user-id',
      description: 'user_id of the user to send the verification email to.',
    },
    client_id: { type: 'string', format: 'client-id', description: 'client_id of the client (application).' },
  },
  required: ['user_id'],
})

/** `POST /jobs/verification-email`: the mail is sent at once. */
export const sendVerificationEmail = route({
  method: 'POST',
  path: '/jobs/verification-email',
  scopes: ['update:users'],
  query: NOTHING,
  serve({ core, ctx }) {
    const { user_id, client_id } = payloadOf(ctx, ORDER)
    const user = core.users.get(user_id)
    if (!user) throw refusals.unknownUser()
    if (client_id !== undefined && !core.applications.has(client_id)) {
      throw refusals.invalidBody('The client_id is unknown.')
    }
    core.mails.send({ to: user.email, connection: user.connection, kind: 'verification' })
    return { status: 201, body: headOf(core.jobs.add({ type: 'verification_email', seconds: 0 })) }
  },
})
