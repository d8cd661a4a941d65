import { type Call, send } from '../../support/http.ts'
import { bearer, logInApp, logInSite, tokensOf } from '../../support/login.ts'
import type { Lane } from '../lane.ts'
import { addPerson, CACHES_ARE_OLD, type Person, type Scenario, unless } from '../scenario.ts'

/** Seconds until an access token has expired; caches are older still. */
const ACCESS_IS_OVER = 3601

const typed = ({ username, password }: Person) => ({ username, password })

/** Somebody with a website's session, whose access token has expired or not. */
async function withSession(lane: Lane, age: number) {
  const person = await addPerson(lane)
  const cookie = await logInSite(lane.url, 'site', typed(person))
  lane.advance(age)
  return { person, headers: { cookie }, secrets: [person.password, cookie.slice('sid='.length)] }
}

/** Somebody with an app's tokens. */
async function withTokens(lane: Lane) {
  const person = await addPerson(lane)
  const tokens = await logInApp(lane.url, 'app', typed(person))
  lane.advance(CACHES_ARE_OLD)
  const { accessToken, refreshToken, idToken } = tokens
  return { person, ...tokens, secrets: [person.password, accessToken, refreshToken, idToken] }
}

/** A request by cookie that takes nothing away: the same cookie must go on working. */
function byCookie(name: string, path: string, age: number, call: Call = {}, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    good: [200],
    ...more,
    async prepare(lane) {
      const { person, headers, secrets } = await withSession(lane, age)
      const use = () => send(`${lane.url}${path}`, { ...call, headers })
      return { person, call: use, secrets, after: async () => unless([200], 'the same cookie', await use()) }
    },
  }
}

/** A request by bearer that takes nothing away. */
function byBearer(name: string, path: string): Scenario {
  return {
    name,
    good: [200],
    async prepare(lane) {
      const { person, accessToken, secrets } = await withTokens(lane)
      const use = () => send(`${lane.url}${path}`, { headers: bearer(accessToken) })
      return { person, call: use, secrets, after: async () => unless([200], 'the same bearer', await use()) }
    },
  }
}

/** An app's refresh: the same refresh token must go on working, and what comes of it. */
function byRefreshToken(name: string, path: string, more: Readonly<Record<string, string>> = {}): Scenario {
  return {
    name,
    good: [200],
    async prepare(lane) {
      const { person, refreshToken: refresh_token, secrets } = await withTokens(lane)
      const use = () => send(`${lane.url}${path}`, { form: { refresh_token, ...more } })
      const userinfo = (accessToken: string) => send(`${lane.url}/userinfo`, { headers: bearer(accessToken) })
      return {
        person,
        call: use,
        secrets,
        async after(answer) {
          const again = await use()
          if (again.status !== 200) return unless([200], 'the same refresh token', again)
          const issued = [again, ...(answer.status === 200 ? [answer] : [])].map((one) => tokensOf(one).accessToken)
          const uses = await Promise.all(issued.map(userinfo))
          return uses.flatMap((one) => unless([200], 'the new access token', one))
        },
      }
    },
  }
}

/** Those who are logged in, and stay so. */
export const holders: readonly Scenario[] = [
  byCookie('GET /userinfo, cookie', '/userinfo', CACHES_ARE_OLD),
  byCookie('GET /userinfo, cookie to be renewed', '/userinfo', ACCESS_IS_OVER),
  byBearer('GET /userinfo, bearer', '/userinfo'),
  byCookie('GET /users/me, cookie to be renewed', '/users/me', ACCESS_IS_OVER),
  byCookie('POST /refreshtoken, cookie', '/refreshtoken', CACHES_ARE_OLD, { method: 'POST' }),
  byRefreshToken('POST /refreshtoken, token', '/refreshtoken'),
  byRefreshToken('POST /oauth/refreshtoken, token', '/oauth/refreshtoken'),
  byRefreshToken('POST /oauth/token, refresh token', '/oauth/token', { grant_type: 'refresh_token' }),
  byCookie(
    'authorizer, cookie to be renewed',
    '/example/resource',
    ACCESS_IS_OVER,
    {},
    { also: { 500: 'API Gateway says so when an authorizer fails' } },
  ),
]

/** Ends what somebody holds; whatever happened, asking again leaves nothing at either end. */
function logout(name: string, good: readonly number[], ask: (lane: Lane) => Promise<Asking>): Scenario {
  return {
    name,
    good,
    ends: 'at once',
    async prepare(lane) {
      const { person, secrets, use, credential } = await ask(lane)
      const check = () => send(`${lane.url}/userinfo`, { headers: credential })
      return {
        person,
        call: use,
        secrets,
        async after(answer) {
          const wrong = good.includes(answer.status) ? unless([401], 'what was ended', await check()) : []
          const again = unless([...good, 401], 'logging out again', await use())
          return [...wrong, ...again, ...unless([401], 'what was ended at last', await check())]
        },
      }
    },
  }
}

interface Asking {
  readonly person: Person
  readonly secrets: readonly string[]
  readonly credential: Readonly<Record<string, string>>
  use(): ReturnType<typeof send>
}

const cookieLogout = (method: string) => async (lane: Lane) => {
  const { person, headers, secrets } = await withSession(lane, CACHES_ARE_OLD)
  return { person, secrets, credential: headers, use: () => send(`${lane.url}/logout`, { method, headers }) }
}

/** Both sessions are of one person, as after a planted cookie. */
const twoCookies = async (lane: Lane) => {
  const { person, headers, secrets } = await withSession(lane, CACHES_ARE_OLD)
  const other = await logInSite(lane.url, 'site', typed(person))
  lane.advance(CACHES_ARE_OLD)
  const cookie = `${headers.cookie}; ${other}`
  const use = () => send(`${lane.url}/logout`, { method: 'POST', headers: { cookie } })
  return { person, secrets, credential: headers, use }
}

const tokenLogout = async (lane: Lane) => {
  const { person, accessToken, refreshToken: refresh_token, secrets } = await withTokens(lane)
  const headers = bearer(accessToken)
  const use = () => send(`${lane.url}/logout`, { headers, form: { refresh_token } })
  return { person, secrets, credential: headers, use }
}

/** The refresh token does not come along: its grant ends by its key. */
const bearerLogout = async (lane: Lane) => {
  const { person, accessToken, secrets } = await withTokens(lane)
  const headers = bearer(accessToken)
  const use = () => send(`${lane.url}/logout`, { method: 'POST', headers })
  return { person, secrets, credential: headers, use }
}

/** Those who log out, and are. */
export const logouts: readonly Scenario[] = [
  logout('GET /logout, cookie', [302], cookieLogout('GET')),
  logout('POST /logout, cookie', [204], cookieLogout('POST')),
  logout('POST /logout, two cookies', [204], twoCookies),
  logout('POST /logout, tokens', [204], tokenLogout),
  { ...logout('POST /logout, bearer', [204], bearerLogout), byKey: true },
]
