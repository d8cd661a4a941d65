import { timingSafeEqual } from 'node:crypto'
import type { Core } from '../core.ts'
import type { TenantUser } from '../options.ts'
import { refusals } from './errors.ts'

const ALLOWED_FAILURES = 10
const BLOCK_SECONDS = 30 * 86_400

export interface Login {
  login: string
  password: string
  connections: readonly string[]
  /** The address that brute-force protection counts against. */
  ip: string
}

/**
 * Logs a database user in, with Auth0's attack protection: ten failures for an address and identifier block both
 * together for 30 days, a right password notwithstanding.
 *
 * @throws TenantError too_many_attempts, invalid_grant, unauthorized, requires_verification, password_leaked
 * @see https://auth0.com/docs/secure/attack-protection/brute-force-protection
 */
export function checkPassword(core: Core, { login, password, connections, ip }: Login): TenantUser {
  const attempts = `${ip} ${login.toLowerCase()}`
  const failures = Number(core.store.get('LoginFailures', attempts)?.['count'] ?? 0)
  if (failures >= ALLOWED_FAILURES) throw refusals.tooManyAttempts()
  const user = core.users.find(login, connections)
  if (!user || !sameText(user.password, password)) {
    core.store.put('LoginFailures', attempts, { count: failures + 1 }, BLOCK_SECONDS)
    throw refusals.wrongCredentials()
  }
  if (user.blocked) throw refusals.blockedUser()
  if (user.simulate === 'requires_verification') throw refusals.requiresVerification()
  if (user.simulate === 'password_leaked') throw refusals.passwordLeaked()
  core.store.delete('LoginFailures', attempts)
  const last_login = new Date(Date.now()).toISOString()
  return core.users.put({ ...user, last_login, last_ip: ip, logins_count: (user.logins_count ?? 0) + 1 })
}

/** Lifts the brute-force blocks of a user, as a change of the password does. */
export function unblock(core: Core, user: TenantUser): void {
  const logins = [user.email, user.username].map((login) => login?.toLowerCase())
  for (const { id } of core.store.list('LoginFailures')) {
    if (logins.includes(id.slice(id.indexOf(' ') + 1))) core.store.delete('LoginFailures', id)
  }
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
