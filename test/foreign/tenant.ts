import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { authorize, endSession, login, type Page } from './tenant/authorize.ts'
import { createFamilies } from './tenant/families.ts'
import { createKeys } from './tenant/keys.ts'
import { Denied, insist, Refused } from './tenant/refused.ts'
import { type Asked, checkMethod, checkServiceHeaders, readParameters, readRequest } from './tenant/request.ts'
import { revoke, token } from './tenant/token.ts'
import type { Application, World } from './tenant/world.ts'

export type ForeignTenant = Awaited<ReturnType<typeof startForeignTenant>>

/**
 * Starts a tenant that shares nothing with the emulator: written by hand after Auth0's documentation, and refusing
 * every request that is not exactly as it says. It writes down each refusal; a journey ends by looking at the list.
 */
export async function startForeignTenant() {
  const refusals: string[] = []
  const served: string[] = []
  const server = createServer()
  const world = await createWorld(await listen(server))
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = await answer(world, request, served).catch((error: unknown) => {
      if (error instanceof Refused) refusals.push(`${request.method} ${request.url?.split('?')[0]}: ${error.message}`)
      return failure(error)
    })
    response.writeHead(status, headers).end(body)
  })
  return {
    /** Address without a final slash. */
    url: new URL(world.issuer).origin,
    /** Adds an application, or puts it in the place of one with the same id. */
    register: (application: Application) => void world.applications.set(application.clientId, application),
    /** Seconds that access tokens live which are issued from now on. */
    accessTokensLive(lifetime: number) {
      world.accessTokenSeconds = lifetime
    },
    /** A new signing key, and the old one gone from the key set. */
    rotateKeys: () => world.keys.rotate(),
    /** How many logins could still be refreshed. */
    aliveLogins: () => world.families.alive(),
    /** End users' addresses that logins told, the latest last. */
    addresses: () => [...world.addresses],
    /** How many requests of a kind were answered, such as `token refresh_token`, `revoke` or `jwks`. */
    served: (kind: string) => served.filter((one) => one === kind).length,
    /** The reasons of all refusals since the last call. */
    takeRefusals: () => refusals.splice(0),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function createWorld(url: string): Promise<World> {
  return {
    issuer: `${url}/`,
    applications: new Map(),
    keys: await createKeys(),
    logins: new Map(),
    codes: new Map(),
    sessions: new Map(),
    families: createFamilies(),
    addresses: [],
    accessTokenSeconds: 86_400,
  }
}

async function answer(world: World, request: IncomingMessage, served: string[]): Promise<Page> {
  const asked = await readRequest(request)
  const { kind, page } = await serve(world, asked)
  served.push(kind)
  return page
}

async function serve(world: World, asked: Asked): Promise<{ kind: string; page: Page }> {
  switch (asked.path) {
    case '/authorize':
      return { kind: 'authorize', page: authorize(world, asked) }
    case '/u/login':
      return { kind: 'login', page: login(world, asked) }
    case '/oauth/token': {
      const { kind, tokens } = await token(world, asked)
      return { kind: `token ${kind}`, page: json(200, tokens) }
    }
    case '/oauth/revoke':
      revoke(world, asked)
      return { kind: 'revoke', page: { status: 200, headers: {} } }
    case '/v2/logout':
      return { kind: 'logout', page: logout(world, asked) }
    case '/.well-known/jwks.json':
      return { kind: 'jwks', page: read(asked, world.keys.published()) }
    case '/.well-known/openid-configuration':
      return { kind: 'discovery', page: read(asked, { issuer: world.issuer }) }
    default:
      throw new Refused('nobody needs this path', { status: 404, word: 'not_found' })
  }
}

function read(asked: Asked, document: object): Page {
  checkMethod(asked, 'GET')
  checkServiceHeaders(asked)
  insist(asked.query === '', `${asked.path} takes no query`)
  return json(200, document)
}

function logout(world: World, asked: Asked): Page {
  checkMethod(asked, 'GET')
  const federated = /(^|&)federated=?(?=&|$)/
  const query = asked.query.replace(federated, '').replace(/^&/, '')
  const given = readParameters(query, { must: ['client_id'], may: ['returnTo'] })
  const application = world.applications.get(given.client_id)
  insist(application, 'client_id is unknown')
  const location = given.returnTo ?? application.logoutUrls[0] ?? ''
  insist(application.logoutUrls.includes(location.replace(/[?#].*$/, '')), 'returnTo is not an allowed logout URL')
  endSession(world, asked)
  return { status: 302, headers: { location } }
}

function failure(error: unknown): Page {
  if (error instanceof Denied) {
    return json(403, { error: 'invalid_grant', error_description: 'Wrong email or password.' })
  }
  if (!(error instanceof Refused)) return json(500, { error: 'server_error', error_description: String(error) })
  return json(error.status, { error: error.word, error_description: error.message })
}

function json(status: number, body: object): Page {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The foreign tenant listens on no port')
  return `http://127.0.0.1:${address.port}`
}
