import type { Core } from '../core.ts'
import { bodyOf } from '../http/body.ts'
import { type Context, endpoint, type Middleware, text } from '../http/context.ts'
import { TOO_MANY_REQUESTS } from '../http/rate-limits.ts'
import { refusals, TenantError } from './errors.ts'

const LIMIT = { burst: 10, perSecond: 1 / 60 }
const SENTENCE = "We've just sent you an email to reset your password."

/**
 * `/dbconnections/change_password`: mails whoever exists, and says so whether or not anybody does. The mail is that
 * of `GET /_admin/mails`. Auth0 can do without `client_id`; here it is required.
 *
 * @see https://auth0.com/docs/api/authentication/change-password/change-password
 */
export function changePassword(core: Core): Middleware {
  return endpoint('/dbconnections/change_password', ['POST'], (ctx) => {
    try {
      sendMail(core, ctx)
      ctx.type = 'html'
      ctx.body = SENTENCE
    } catch (error) {
      if (!(error instanceof TenantError)) throw error
      ctx.status = error.statusCode
      ctx.body = error.body
    }
  })
}

function sendMail(core: Core, ctx: Context): void {
  const { parameters, problem } = bodyOf(ctx)
  if (problem !== undefined) throw refusals.invalidRequest(problem)
  const [clientId, email, connection] = ['client_id', 'email', 'connection'].map((name) => text(parameters[name]))
  if (clientId === undefined) throw refusals.missingParameter('client_id')
  if (email === undefined) throw refusals.missingParameter('email')
  if (connection === undefined) throw refusals.missingParameter('connection')
  const application = core.applications.get(clientId)
  if (!application) throw refusals.invalidRequest('The client does not exist.')
  if (!application.allowedConnections.includes(connection)) throw refusals.invalidRequest('The connection is disabled.')
  const allowed = core.limits.take(ctx, `change password ${ctx.ip} ${email.toLowerCase()}`, LIMIT)
  if (!allowed && core.settings.current.changePasswordLimit) {
    throw new TenantError(429, TOO_MANY_REQUESTS.error, TOO_MANY_REQUESTS.error_description)
  }
  const user = core.users.find(email, [connection])
  if (user) core.mails.send({ to: user.email, connection, kind: 'password-change' })
}
