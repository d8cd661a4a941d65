import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, functionName } from '#infra/bundle'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { itemKey } from '#shared/sessions/key'
import { createTable } from '#shared/sessions/table'
import { awsAt } from '../shared/support/aws.ts'
import { type Asked, lambdaEvent } from '../shared/support/event.ts'
import { Lambda } from './support/lambda.ts'
import { newFolder } from './support/synth.ts'
import { openWorld, type World } from './support/world.ts'

/** Bytes that a read or write unit of DynamoDB covers (strongly consistent reads). */
const UNIT = 4096
/** Functions of a login and a session; those of user management carry Auth0's SDK. */
const byToken = ['oauth/token', 'refreshtoken', 'logout', 'backchannel-logout', 'change-password']
const lean = [...byToken, 'userinfo', 'users/me', 'authorizer', 'authorize', 'web-login/start', 'web-login/callback']
const folder = newFolder('budgets')
const lambdas: Lambda[] = []
let world: World

beforeAll(async () => {
  await bundleFunctions(folder)
  world = await openWorld()
  // Another instance has been here: the tenant's keys are in the cache.
  await logIn(await start('authorize'), await start('oauth/token'))
})

afterAll(async () => {
  for (const lambda of lambdas) lambda.stop()
  await world.close()
})

async function start(file: string): Promise<Lambda> {
  const lambda = await Lambda.start(join(folder, functionName(file), 'index.mjs'), world.env)
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

describe('bytes', () => {
  const bytes = (file: string) => statSync(join(folder, functionName(file), 'index.mjs')).size

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
    // The tenant's keys are read from the cache.
    const calls = ['DeleteItem', TOKENS, 'GetItem', 'PutItem']
    expect(cold.ended.toSorted()).toEqual(sorted('GetParameters', ...calls))
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
    const calls = ['GetItem', 'UpdateItem', TOKENS, 'GetItem', 'UpdateItem']
    const cold = await call(refresh, { ...asked, cookies: one.cookies })
    expect(cold.called.toSorted()).toEqual(sorted('GetParameters', ...calls))
    const warm = await call(refresh, { ...asked, cookies: other.cookies })
    expect(warm.called.toSorted()).toEqual(sorted(...calls))
    expectLean(refresh)
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
  const item = (await table.read(itemKey('session', cookie.replace(/^sid=/, '')))) ?? {}
  const sizes = Object.entries(item).map(([name, value]) => {
    if (value instanceof Uint8Array) return name.length + value.length
    return name.length + Buffer.byteLength(String(value instanceof Set ? [...value].join('') : value))
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}
