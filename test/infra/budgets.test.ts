import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, CONFIG_FILE, functionName } from '#infra/bundle'
import { CALLER_SECRET } from '#infra/local/placeholders'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { readJson } from '#shared/config/load'
import { itemKey } from '#shared/sessions/key'
import { createTable } from '#shared/sessions/table'
import { awsAt } from '../shared/support/aws.ts'
import { type Asked, authorizerEvent, lambdaEvent } from '../shared/support/event.ts'
import { Lambda } from './support/lambda.ts'
import { newFolder } from './support/synth.ts'
import { openWorld, SUBJECT, type World } from './support/world.ts'

/** Bytes that a read or write unit of DynamoDB covers (strongly consistent reads). */
const UNIT = 4096
/** Functions of a login and a session; those of user management carry Auth0's SDK. */
const byToken = ['oauth/token', 'refreshtoken', 'logout', 'backchannel-logout', 'change-password']
const lean = [...byToken, 'userinfo', 'users/me', 'authorizer', 'authorize', 'web-login/start', 'web-login/callback']
const folder = newFolder('budgets')
const lambdas: Lambda[] = []
let world: World

beforeAll(async () => {
  const configuration = { ...Object(readJson(CONFIG_FILE)), management: { clients: ['cms'] } }
  const configFile = join(folder, 'config.json')
  writeFileSync(configFile, JSON.stringify(configuration))
  await bundleFunctions(join(folder, 'bundles'), configFile)
  world = await openWorld()
  // Another instance has been here: the tenant's keys are in the cache.
  await logIn(await start('authorize'), await start('oauth/token'))
})

afterAll(async () => {
  for (const lambda of lambdas) lambda.stop()
  await world.close()
})

const bundleOf = (file: string) => join(folder, 'bundles', functionName(file), 'index.mjs')

async function start(file: string): Promise<Lambda> {
  const lambda = await Lambda.start(bundleOf(file), world.env)
  lambdas.push(lambda)
  return lambda
}

/** Calls a function; its answer, and what it called. */
async function call(lambda: Lambda, asked: Asked) {
  world.called()
  const answer = await lambda.call(lambdaEvent(asked))
  expect(answer.statusCode).toBeLessThan(400)
  return { ...answer, called: world.called() }
}

const navigation = { path: '/authorize', query: 'client_type=frontend&redirect=%2Fx' }

/** A login by code; the session's cookie, and what its two functions called. */
async function logIn(authorize: Lambda, token: Lambda) {
  const begun = await call(authorize, navigation)
  const location = new URL(begun.headers['location'] ?? '').searchParams
  world.expect(location.get('nonce') ?? '')
  const ended = await call(token, {
    method: 'POST',
    path: '/oauth/token',
    headers: { 'content-type': 'application/json', 'client-type': 'frontend' },
    cookies: begun.cookies.map(pairOf),
    body: JSON.stringify({ code: 'code', state: location.get('state') }),
  })
  return { cookies: ended.cookies.map(pairOf), begun: begun.called, ended: ended.called }
}

function pairOf(setCookie: string): string {
  return setCookie.split(';')[0] ?? ''
}

/** Nothing of fetch is loaded: it would be half of a cold start. */
function expectLean(...lambdas: readonly Lambda[]): void {
  for (const { modules } of lambdas) {
    expect(modules).toContain('NativeModule https')
    expect(modules.filter((name) => name.includes('undici'))).toEqual([])
  }
}

/** Sorted, since some calls run side by side. */
const sorted = (...calls: string[]) => calls.toSorted()
const TOKENS = 'POST /oauth/token'
/** Once an instance: the secrets, and the tenant's keys from the cache. */
const FIRST = ['GetParameters', 'GetItem']

describe('bytes', () => {
  const bytes = (file: string) => statSync(bundleOf(file)).size

  it.each(lean)('the bundle of %s has at most 140 KB', (file) => {
    expect(bytes(file)).toBeLessThanOrEqual(140_000)
  })

  it('/-/healthz has at most 15 KB', () => {
    expect(bytes('status/healthz')).toBeLessThanOrEqual(15_000)
  })
})

describe('calls and modules', () => {
  it('a login writes once at each end, takes once, and asks the tenant once; the secrets come once an instance', async () => {
    const [authorize, token] = [await start('authorize'), await start('oauth/token')]
    const [cold, warm] = [await logIn(authorize, token), await logIn(authorize, token)]
    expect([cold.begun, warm.begun]).toEqual([['PutItem'], ['PutItem']])
    const calls = ['DeleteItem', TOKENS, 'PutItem']
    expect(cold.ended.toSorted()).toEqual(sorted(...FIRST, ...calls))
    expect(warm.ended.toSorted()).toEqual(sorted(...calls))
    expectLean(authorize, token)
  })

  it.each(['userinfo', 'users/me'])('%s reads one item of one unit, and asks nobody else', async (file) => {
    const { cookies } = await logIn(await start('authorize'), await start('oauth/token'))
    const userinfo = await start(file)
    expectLean(userinfo)
    for (const _ of ['cold', 'warm']) expect((await call(userinfo, { cookies })).called).toEqual(['GetItem'])
    expectLean(userinfo)
    expect(await bytesOfSession(cookies)).toBeLessThan(UNIT)
  })

  it('a refresh updates twice and asks the tenant once', async () => {
    const [authorize, token] = [await start('authorize'), await start('oauth/token')]
    const [one, other] = [await logIn(authorize, token), await logIn(authorize, token)]
    const refresh = await start('refreshtoken')
    const asked = { method: 'POST', path: '/refreshtoken' }
    const calls = ['GetItem', 'UpdateItem', TOKENS, 'UpdateItem']
    const cold = await call(refresh, { ...asked, cookies: one.cookies })
    expect(cold.called.toSorted()).toEqual(sorted(...FIRST, ...calls))
    const warm = await call(refresh, { ...asked, cookies: other.cookies })
    expect(warm.called.toSorted()).toEqual(sorted(...calls))
    expectLean(refresh)
  })

  it('a logout takes the session and has its refresh token revoked', async () => {
    const { cookies } = await logIn(await start('authorize'), await start('oauth/token'))
    const logout = await start('logout')
    const { called } = await call(logout, { method: 'POST', path: '/logout', cookies })
    expect(called.toSorted()).toEqual(sorted('GetItem', 'DeleteItem', 'GetParameters', 'POST /oauth/revoke'))
    expectLean(logout)
  })

  it('the authorizer reads one item, and asks nobody else', async () => {
    const { cookies } = await logIn(await start('authorize'), await start('oauth/token'))
    const authorizer = await start('authorizer')
    world.called()
    expect(await authorizer.ask(authorizerEvent({ cookies }))).toMatchObject({ isAuthorized: true })
    expect(world.called()).toEqual(['GetItem'])
    expectLean(authorizer)
  })

  it('user management reads its secrets once, whoever’s they are, and asks without fetch', async () => {
    await logIn(await start('authorize'), await start('oauth/token'))
    const revoke = await start('sessions/revoke')
    const asked = lambdaEvent({ method: 'DELETE', path: '/sessions/x', headers: { secret: CALLER_SECRET } })
    world.called()
    const answer = await revoke.ask({ ...asked, pathParameters: { userId: SUBJECT } })
    expect(answer).toMatchObject({ statusCode: 200 })
    const called = world.called()
    expect(called).toContain('POST /oauth/revoke')
    expect(called.filter((name) => name === 'GetParameters')).toHaveLength(1)
    expectLean(revoke)
  })

  it.each([...lean, 'users/list', 'users/import/start'])(
    '%s loads nothing of fetch, which would be half of a cold start',
    async (file) => {
      expectLean(await start(file))
    },
  )
})

/** Bytes of a session's item as DynamoDB counts them: names and values. */
async function bytesOfSession([cookie = '']: readonly string[]): Promise<number> {
  const url = world.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? ''
  const table = createTable(world.env['TABLE_NAME'] ?? '', createDynamoDb(awsAt(url)))
  const item = await table.read(itemKey('session', cookie.replace(/^sid=/, '')))
  if (!item) throw new Error('There is no such session')
  const sizes = Object.entries(item).map(([name, value]) => {
    if (value instanceof Uint8Array) return name.length + value.length
    return name.length + Buffer.byteLength(String(value instanceof Set ? [...value].join('') : value))
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}
