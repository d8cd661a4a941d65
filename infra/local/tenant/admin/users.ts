import type { Core } from '../core.ts'
import { endSessionsOf } from '../logout/sessions.ts'
import { unblock } from '../oauth/credentials.ts'
import { BadInput, boolean, integer, list, object, oneOf, record, string } from './input.ts'
import { NotFound, type Route } from './route.ts'

const PROFILE = {
  username: string,
  name: string,
  given_name: string,
  family_name: string,
  nickname: string,
  picture: string,
  phone_number: string,
  phone_verified: boolean,
  email_verified: boolean,
  app_metadata: record,
  user_metadata: record,
  blocked: boolean,
  mfa: object({ otp: string }, {}),
  simulate: oneOf('requires_verification', 'password_leaked'),
  linked: list(object({ connection: string, user_id: string, provider: string, isSocial: boolean }, {})),
  created_at: string,
  last_login: string,
  last_ip: string,
  last_password_reset: string,
  logins_count: integer(0),
}
const parseUser = object({ user_id: string, email: string, password: string, connection: string }, PROFILE)
const parsePatch = object({}, { email: string, password: string, connection: string, ...PROFILE })

/** Adding, changing and removing users; a new password or a removal ends the user's sessions. */
export function userRoutes(core: Core): Route[] {
  return [
    { method: 'POST', path: '/_admin/users', serve: ({ body }) => add(core, body) },
    { method: 'PATCH', path: '/_admin/users/{id}', serve: ({ body, id }) => change(core, id, body) },
    { method: 'DELETE', path: '/_admin/users/{id}', serve: ({ id }) => remove(core, id) },
  ]
}

function add(core: Core, body: unknown) {
  const user = parseUser(body, 'user')
  if (core.users.get(user.user_id)) throw new BadInput(`user ${user.user_id} exists`)
  requireConnection(core, user.connection)
  core.users.put(user)
  return user
}

async function change(core: Core, id: string, body: unknown) {
  const user = core.users.get(id)
  if (!user) throw new NotFound(`there is no user ${id}`)
  const patch = parsePatch(body, 'user')
  requireConnection(core, patch.connection ?? user.connection)
  const changed = { ...user, ...patch }
  core.users.put(changed)
  if (patch.password !== undefined) {
    unblock(core, changed)
    await endSessionsOf(core, id)
  }
  return changed
}

async function remove(core: Core, id: string): Promise<void> {
  if (!core.users.delete(id)) throw new NotFound(`there is no user ${id}`)
  await endSessionsOf(core, id)
}

function requireConnection(core: Core, connection: string): void {
  if (!core.connections.includes(connection)) throw new BadInput(`there is no connection ${connection}`)
}
