import { type Context, text } from '../http/context.ts'
import { escapeHtml, page } from './html.ts'

/**
 * Asks for identifier and password.
 *
 * @param params those of the authorization request: login_hint, screen_hint and connection show
 * @param problem why the last attempt failed
 */
export function showPasswordForm(
  ctx: Context,
  status: number,
  params: Record<string, unknown>,
  problem?: string,
): void {
  const connection = text(params['connection'])
  const content = `${alert(problem)}
${connection ? `<p>Connection: <strong>${escapeHtml(connection)}</strong></p>` : ''}
<form method="post">
<label for="username">Email or username</label>
<input id="username" name="username" value="${escapeHtml(text(params['login_hint']) ?? '')}" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Continue</button>
</form>`
  page(ctx, status, params['screen_hint'] === 'signup' ? 'Sign up or log in' : 'Log in', content)
}

/** Asks for the one-time password of a user whose password was right. */
export function showOtpForm(ctx: Context, status: number, problem?: string): void {
  const content = `${alert(problem)}
<form method="post">
<label for="otp">One-time code</label>
<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" required>
<button type="submit">Continue</button>
</form>`
  page(ctx, status, 'Verify your identity', content)
}

function alert(problem: string | undefined): string {
  return problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`
}
