import { type Answer, type Call, send } from '../../support/http.ts'
import { bearer, logInApp, logInSite } from '../../support/login.ts'
import { officeSecret, userPath } from '../../support/management.ts'
import { importForm } from '../../support/upload.ts'
import { CONNECTION, type Lane } from '../lane.ts'
import { addPerson, CACHES_ARE_OLD, type Person, type Scenario, unless } from '../scenario.ts'

const DAY = 86_400

/** What the office asks of user management, and what asking again answers. */
interface Managed extends Pick<Scenario, 'name' | 'good' | 'also'> {
  readonly path: (person: Person, job: string) => string
  readonly call?: (person: Person) => Call
  readonly again?: readonly number[]
  /** The Management API token is renewed too. */
  readonly renews?: true
  /** An import that somebody has started. */
  readonly imports?: true
}

const manage = (lane: Lane, path: string, { headers, ...call }: Call = {}) =>
  send(`${lane.url}${path}`, { ...call, headers: { ...officeSecret, ...headers } })

function managed({ path, call, again, renews, imports, ...scenario }: Managed): Scenario {
  return {
    ...scenario,
    async prepare(lane) {
      const person = await addPerson(lane)
      const job = imports ? await startImport(lane) : ''
      lane.advance(renews ? DAY : CACHES_ARE_OLD)
      // The token that all functions share is in the table, and good.
      if (!renews) await manage(lane, '/users/count')
      const use = () => manage(lane, path(person, job), call?.(person))
      const statuses = again ?? scenario.good
      return { person, call: use, secrets: [], after: async () => unless(statuses, 'asking again', await use()) }
    },
  }
}

async function startImport(lane: Lane): Promise<string> {
  const { body } = await manage(lane, '/users/import', newcomers())
  return String(body['id'])
}

const newcomers = (): Call => importForm([{ email: `${crypto.randomUUID()}@example.com` }])

/** Ends somebody's logins everywhere; whatever happened, asking again leaves none. */
function ending(
  name: string,
  good: readonly number[],
  again: readonly number[],
  path: (id: string) => string,
): Scenario {
  return {
    name,
    good,
    ends: 'when asked again',
    async prepare(lane) {
      const person = await addPerson(lane)
      const { username, password } = person
      const cookie = await logInSite(lane.url, 'site', { username, password })
      const { accessToken } = await logInApp(lane.url, 'app', { username, password })
      lane.advance(CACHES_ARE_OLD)
      await manage(lane, '/users/count')
      const use = () => manage(lane, path(person.id), { method: 'DELETE' })
      const check = async () => {
        const uses = [{ cookie }, bearer(accessToken)].map((headers) => send(`${lane.url}/userinfo`, { headers }))
        return (await Promise.all(uses)).flatMap((one) => unless([401], 'what was ended', one))
      }
      return {
        person,
        call: use,
        secrets: [cookie.slice('sid='.length), accessToken],
        async after(answer: Answer) {
          const wrong = good.includes(answer.status) ? await check() : []
          return [...wrong, ...unless(again, 'asking again', await use()), ...(await check())]
        },
      }
    },
  }
}

const patch = (json: object) => () => ({ method: 'PATCH', json })

/** The office, and people who forgot their password. */
export const management: readonly Scenario[] = [
  managed({ name: 'GET /users', good: [200], path: () => '/users' }),
  managed({ name: 'GET /users, token to be renewed', good: [200], path: () => '/users', renews: true }),
  managed({ name: 'GET /users/count', good: [200], path: () => '/users/count' }),
  managed({ name: 'GET /users/active', good: [200], path: () => '/users/active' }),
  managed({
    name: 'POST /users',
    good: [201],
    path: () => '/users',
    call: (person) => ({ json: { email: `new-${person.username}`, password: person.password } }),
    again: [201, 409],
  }),
  managed({ name: 'PATCH /users/{id}', good: [200], path: ({ id }) => userPath(id), call: patch({ name: 'New' }) }),
  managed({
    name: 'POST /users/{id}/change-password, password',
    good: [204],
    path: ({ id }) => userPath(id, '/change-password'),
    call: () => ({ json: { password: 'Another-Password-1' } }),
  }),
  managed({
    name: 'POST /users/{id}/change-password, mail',
    good: [202],
    path: ({ id }) => userPath(id, '/change-password'),
    call: () => ({ json: {} }),
  }),
  managed({
    name: 'POST /change-password',
    good: [202],
    path: () => '/change-password',
    call: ({ username: email }) => ({ json: { email, connection: CONNECTION }, headers: { 'client-type': 'office' } }),
  }),
  managed({ name: 'POST /users/import', good: [202], path: () => '/users/import', call: newcomers }),
  managed({
    name: 'GET /users/import/status/{jobId}',
    good: [200],
    path: (_, job) => `/users/import/status/${job}`,
    imports: true,
  }),
  managed({
    name: 'GET /users/import/status/{jobId}/errors',
    good: [200, 204],
    path: (_, job) => `/users/import/status/${job}/errors`,
    imports: true,
  }),
  ending('DELETE /users/{id}', [204], [204, 404], (id) => userPath(id)),
  ending('DELETE /sessions/{userId}', [200], [200, 404], (id) => `/sessions/${encodeURIComponent(id)}`),
]

/** Whether all is well. */
export const health: readonly Scenario[] = ['healthz', 'ready', 'check-up'].map((name) => ({
  name: `GET /-/${name}`,
  good: [200],
  async prepare(lane) {
    const person = await addPerson(lane)
    const use = () => send(`${lane.url}/-/${name}`)
    return { person, call: use, secrets: [], after: async () => unless([200], 'asking again', await use()) }
  },
}))
