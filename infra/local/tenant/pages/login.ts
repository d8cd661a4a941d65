import type { Core } from '../core.ts'
import { bodyOf } from '../http/body.ts'
import { type Context, endpoint, type Middleware, queryOf, text } from '../http/context.ts'
import { endSession } from '../logout/sessions.ts'
import { checkPassword } from '../oauth/credentials.ts'
import { refusals, TenantError } from '../oauth/errors.ts'
import type { TenantUser } from '../options.ts'
import { errorPage } from './html.ts'
import { showOtpForm, showPasswordForm } from './login-forms.ts'
import { connectionsFor } from './policy.ts'

const MFA_SECONDS = 600

type Interaction = NonNullable<Awaited<ReturnType<typeof findInteraction>>>

/**
 * Auth0's login page, `/u/login?state=`. The state names the pending authorization, so that two tabs of a browser
 * can log in side by side; the cookie that `/authorize` set binds each to its browser when it resumes.
 */
export function loginPage(core: Core): Middleware {
  return endpoint('/u/login', ['GET', 'POST'], async (ctx) => {
    const interaction = await findInteraction(core, ctx)
    if (!interaction) return errorPage(ctx, 400, 'invalid_request', 'This login has expired. Please start again.')
    if (ctx.method === 'GET') return showPasswordForm(ctx, 200, interaction.params)
    await submit(core, ctx, interaction)
  })
}

function findInteraction(core: Core, ctx: Context) {
  return core.provider().Interaction.find(queryOf(ctx, 'state') ?? '')
}

async function submit(core: Core, ctx: Context, interaction: Interaction): Promise<void> {
  try {
    const user = takeStep(core, ctx, interaction)
    if (!user) return showOtpForm(ctx, 200)
    await leaveOtherUser(core, interaction, user)
    interaction.result = { login: { accountId: user.user_id, remember: true } }
  } catch (error) {
    if (!(error instanceof TenantError)) throw error
    if (error.error !== 'unauthorized') return showAgain(core, ctx, interaction, error)
    interaction.result = { error: error.error, error_description: error.error_description }
  }
  await interaction.persist()
  ctx.redirect(interaction.returnTo)
  ctx.status = 303
}

/** The password, then the one-time password of a user who has one; undefined while that is to come. */
function takeStep(core: Core, ctx: Context, { uid, params }: Interaction): TenantUser | undefined {
  const { username = '', password = '', otp } = bodyOf(ctx).parameters
  if (otp !== undefined) return checkOtp(core, uid, otp)
  const connections = connectionsFor(core, params['client_id'], params['connection'])
  const user = checkPassword(core, { login: username, password, connections, ip: ctx.ip })
  if (!user.mfa) return user
  core.store.put('MfaLogin', uid, { userId: user.user_id }, MFA_SECONDS)
  return undefined
}

function checkOtp(core: Core, uid: string, otp: string): TenantUser {
  const user = core.users.get(String(core.store.get('MfaLogin', uid)?.['userId']))
  if (!user) throw refusals.expiredMfaToken()
  if (user.mfa?.otp !== otp) throw refusals.invalidOtp()
  core.store.delete('MfaLogin', uid)
  return user
}

function showAgain(core: Core, ctx: Context, { uid, params }: Interaction, error: TenantError): void {
  const problem = error.error_description
  const login_hint = text(bodyOf(ctx).parameters['username'])
  if (core.store.get('MfaLogin', uid)) showOtpForm(ctx, 400, problem)
  else showPasswordForm(ctx, 400, { ...params, login_hint }, problem)
}

/** Whoever logs in as somebody else ends the browser's session first. */
async function leaveOtherUser(core: Core, interaction: Interaction, user: TenantUser): Promise<void> {
  const { session } = interaction
  if (!session || session.accountId === user.user_id) return
  await endSession(core, session.uid)
  delete interaction.session
}
