import { type Door, request } from '../world/door.ts'
import { CALLER, newUser, returnedLogin, siteCookie } from '../world/logins.ts'
import { userIdOf } from '../world/tenant.ts'

/** Something that users or their managers do, against a table however large. */
export interface Operation {
  readonly name: string
  /** How often it is done. */
  readonly times: number
  /** Brings about what it needs. @returns the thing itself */
  arrange(): Promise<() => Promise<unknown>>
}

const [TIMES, SCANS] = [40, 10]

/** The operations whose cost must not grow with the table, and the listing, whose cost does. */
export function operations(door: Door): readonly Operation[] {
  const act = (name: string, arrange: Operation['arrange'], times = TIMES) => ({ name, arrange, times })
  return [
    act('login (/web-login/callback)', async () => {
      const event = await returnedLogin(door)
      return () => door.call('web-login/callback', event)
    }),
    act('/userinfo by cookie', async () => {
      const event = request({ path: '/userinfo', cookies: [await siteCookie(door)] })
      return () => door.call('userinfo', event)
    }),
    act('/refreshtoken by cookie', async () => {
      const event = request({ method: 'POST', path: '/refreshtoken', cookies: [await siteCookie(door)] })
      return () => door.call('refreshtoken', event)
    }),
    act('DELETE /sessions/{userId}', async () => {
      const username = newUser()
      await siteCookie(door, username)
      const asked = request({ method: 'DELETE', path: '/sessions/x', headers: CALLER })
      return () => door.call('sessions/revoke', { ...asked, pathParameters: { userId: userIdOf(username) } })
    }),
    act('/users/active, 100 users', async () => () => activeUsers(door, '_l=100'), SCANS),
    act('/users/active, all users', async () => () => allActiveUsers(door), 1),
  ]
}

function activeUsers(door: Door, query: string) {
  return door.call('users/active', request({ path: '/users/active', query, headers: CALLER }))
}

/** Goes on from answer to answer as their `Link` says. */
async function allActiveUsers(door: Door): Promise<void> {
  let query: string | undefined = ''
  while (query !== undefined) {
    const { headers } = await activeUsers(door, query)
    query = /<\/users\/active\?([^>]*)>/.exec(headers['link'] ?? '')?.[1]
  }
}
