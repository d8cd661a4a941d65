import { createServer, type ServerResponse } from 'node:http'
import dynalite from 'dynalite'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { listen, stop } from '#infra/local/listen'
import { putSecrets } from '#infra/local/parameters'
import { CALLER_SECRET_HASH } from '#infra/local/placeholders'
import { createParameterStore } from '#infra/local/ssm'
import { publicJwk, signToken, tenantKey } from '../../shared/support/signing.ts'

const TABLE_NAME = 'budgets'
const SECRETS = ['CMS_CLIENT_SECRET', 'FRONTEND_CLIENT_SECRET', 'MANAGEMENT_CLIENT_SECRET']
/** Whom every login is of. */
export const SUBJECT = 'auth0|6700000000000000'
/** As much as Auth0 tells of a user with some groups. */
const PROFILE = {
  name: 'Ada Lovelace',
  nickname: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  picture: `https://s.gravatar.com/avatar/${'0'.repeat(32)}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fal.png`,
  'https://auth0-client.example/groups': ['editors', 'authors', 'reviewers'],
}

const USER = { user_id: SUBJECT, ...PROFILE, identities: [{ connection: 'AUTH0_CONNECTION', provider: 'auth0' }] }

/** All that functions call, behind one address, which counts the calls. */
export interface World {
  /** The variables of a function. */
  readonly env: Record<string, string>
  /** What was called since the last look, in order: `GetItem`, `GetParameters`, `POST /oauth/token`. */
  called(): readonly string[]
  /** The next ID token is for the login with this nonce. */
  expect(nonce: string): void
  close(): Promise<void>
}

/** Brings up DynamoDB, SSM, and a tenant that issues tokens without a question. */
export async function openWorld(): Promise<World> {
  const [dynamodb, ssm] = [dynalite({ createTableMs: 0 }), createParameterStore()]
  const calls: string[] = []
  let [nonce, issued] = ['', 0]
  const server = createServer((request, response) => {
    const [service = '', operation] = String(request.headers['x-amz-target'] ?? '').split('.')
    calls.push(operation ?? `${request.method} ${request.url}`)
    if (service.startsWith('DynamoDB')) dynamodb.emit('request', request, response)
    else if (service === 'AmazonSSM') ssm.emit('request', request, response)
    else if (request.url?.endsWith('jwks.json')) answer(response, { keys: [publicJwk(tenantKey)] })
    else if (request.url?.startsWith('/api/v2/')) answer(response, { ...USER, users: [USER], total: 1 })
    else answer(response, issue(url, nonce, ++issued))
  })
  const url = await listen(server)
  await ensureTable(url, localTable(TABLE_NAME))
  await putSecrets(url, 'dev', Object.fromEntries(SECRETS.map((name) => [name, `secret of ${name}`])), {})
  calls.length = 0
  return {
    env: variables(url),
    called: () => calls.splice(0),
    expect(next) {
      nonce = next
    },
    close: () => stop(server),
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** An access token is about as long as a JWT for an API with some permissions. */
function issue(url: string, nonce: string, number: number) {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 3600 }
  const claims = { iss: `${url}/`, aud: 'FRONTEND_CLIENT_ID', sub: SUBJECT, nonce, ...times, ...PROFILE }
  const tokens = {
    access_token: `${number}`.padStart(900, 'a'),
    refresh_token: `v1.${'r'.repeat(60)}`,
    id_token: signToken(claims),
  }
  return { ...tokens, token_type: 'Bearer', expires_in: 3600 }
}

function variables(url: string): Record<string, string> {
  const names = ['AUTH0_CONNECTION', 'CMS_CLIENT_ID', 'FRONTEND_CLIENT_ID', 'MANAGEMENT_CLIENT_ID']
  return {
    ...Object.fromEntries(names.map((name) => [name, name])),
    ...{ AUTH0_URL: url, CMS_URL: 'https://x.example', PROJECT_URL: 'https://x.example' },
    ...{ CMS_SECRET_HASH: CALLER_SECRET_HASH, STAGE: 'dev', LOCAL_STAGE: 'true', TABLE_NAME },
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ENDPOINT_URL_SSM: url },
  }
}
