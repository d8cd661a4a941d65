import type { Deployed } from '#infra/rehearsal/environment'
import { type Asked, authorizerEvent } from '../shared/support/event.ts'
import { type Door, request } from './world/door.ts'
import { appPassword, CALLER, newUser, returnedCode, returnedLogin, siteCookie, sitePassword } from './world/logins.ts'
import { userIdOf } from './world/tenant.ts'
import type { World } from './world/world.ts'

/** A request that is measured. */
export interface Subject {
  readonly name: string
  readonly fn: Deployed
  /** Brings about what the request needs. @returns its event */
  arrange(): Promise<unknown>
  /** Found in the right answer. */
  readonly expects: RegExp
  /** The most that start and first request may take, as a multiple of the empty handler's. */
  readonly goal?: number
}

type Row = readonly [name: string, file: string, goal: number, expects: RegExp, arrange: () => Promise<unknown>]

/** The requests of ours that are measured. */
export function ourSubjects({ functions }: World, door: Door): readonly Subject[] {
  const get = (path: string, cookies: string[] = [], query = '') => request({ path, query, cookies })
  const managed = async (asked: Asked) => {
    // Renews the token for the Management API where it is time to.
    await door.call('users/list', request({ path: '/users', headers: CALLER }))
    return request({ headers: CALLER, ...asked })
  }
  const rows: readonly Row[] = [
    ['/-/healthz', 'status/healthz', 1.15, /:200/, async () => get('/-/healthz')],
    ['/userinfo by cookie', 'userinfo', 2.0, /email_verified/, async () => get('/userinfo', [await siteCookie(door)])],
    ['/authorize', 'authorize', 2.1, /code_challenge/, async () => get('/authorize', [], 'client_type=frontend')],
    ['/web-login', 'web-login/start', 2.1, /code_challenge/, async () => get('/web-login', [], 'client_type=frontend')],
    ['/logout by cookie', 'logout', 2.1, /v2\/logout/, async () => get('/logout', [await siteCookie(door)])],
    ['/logout without a session', 'logout', 2.1, /v2\/logout/, async () => get('/logout')],
    [
      'authorizer by cookie',
      'authorizer',
      2.1,
      /:true/,
      async () => authorizerEvent({ cookies: [await siteCookie(door)] }),
    ],
    ['/oauth/token, password, website', 'oauth/token', 2.3, /cookie_sid/, async () => sitePassword(newUser())],
    ['/oauth/token, password, app', 'oauth/token', 2.3, /refreshToken/, async () => appPassword(newUser())],
    ['/oauth/token, code, app', 'oauth/token', 2.3, /refreshToken/, () => returnedCode(door)],
    ['/web-login/callback', 'web-login/callback', 2.3, /:302.*"location":"\/"/, () => returnedLogin(door)],
    [
      '/refreshtoken by cookie',
      'refreshtoken',
      2.3,
      /expireAt/,
      async () => request({ method: 'POST', path: '/refreshtoken', cookies: [await siteCookie(door)] }),
    ],
    ['GET /users', 'users/list', 2.8, /logins_count/, () => managed({ path: '/users' })],
    [
      'POST /users',
      'users/create',
      2.8,
      /:201/,
      () =>
        managed({
          method: 'POST',
          path: '/users',
          ...jsonBody({ email: 'new@example.com', password: 'Demo-Password-1' }),
        }),
    ],
    ['DELETE /sessions/{userId}', 'sessions/revoke', 2.8, /count.*1/, () => revocation(door, managed)],
  ]
  return rows.map(([name, file, goal, expects, arrange]) => {
    const fn = functions.get(file)
    if (!fn) throw new Error(`There is no function ${file}`)
    return { name, fn, goal, expects, arrange }
  })
}

function jsonBody(body: object) {
  return { headers: { ...CALLER, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function revocation(door: Door, managed: (asked: Asked) => Promise<object>): Promise<unknown> {
  const username = newUser()
  await siteCookie(door, username)
  return {
    ...(await managed({ method: 'DELETE', path: '/sessions/x' })),
    pathParameters: { userId: userIdOf(username) },
  }
}
