import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Answer, Request } from '#infra/doctor/ask/http'
import { askByFetch } from '#infra/doctor/ask/http'
import { createManagement, type Management } from '#infra/doctor/ask/management'
import { readFromSsm } from '#infra/doctor/ask/parameters'
import { listen, stop } from '#infra/local/listen'

/** A Management API that answers one after the other. */
function managementOf(...answers: readonly Answer[]) {
  const asked: Request[] = []
  const left = [...answers]
  const waits: number[] = []
  const management = createManagement({
    http: async (request) => {
      asked.push(request)
      return { told: left.shift() ?? expect.fail('one question too many') }
    },
    pause: async (milliseconds) => waits.push(milliseconds),
    auth0Url: 'https://t.example',
    token: 'the-token',
  })
  return { management, asked, waits }
}

const page = (name: string, next?: string) => ({
  status: 200,
  body: { connections: [{ id: `con_${name}`, name, strategy: 'auth0' }], ...(next !== undefined && { next }) },
})

test('connections come in pages, and all of them are told', async () => {
  const { management, asked } = managementOf(page('dev', 'a/b'), page('staff'))
  const told = await management.connectionsOf('app|1')
  expect(told).toEqual({
    told: [
      { id: 'con_dev', name: 'dev' },
      { id: 'con_staff', name: 'staff' },
    ],
  })
  expect(asked.map(({ url }) => url)).toEqual([
    'https://t.example/api/v2/clients/app%7C1/connections?take=50',
    'https://t.example/api/v2/clients/app%7C1/connections?take=50&from=a%2Fb',
  ])
})

test("an application's secret is neither asked for nor told", async () => {
  const { management, asked } = managementOf({ status: 200, body: { grant_types: [], client_secret: 'a-secret' } })
  expect(await management.application('app')).toEqual({ told: { grant_types: [] } })
  expect(new URL(asked[0]?.url ?? '').searchParams.get('fields')).not.toContain('secret')
})

test('at the rate limit it waits and asks again, but not for ever', async () => {
  const limit = { status: 429, body: {} }
  const patient = managementOf(limit, limit, page('dev'))
  expect(await patient.management.connections('dev')).toEqual({ told: [{ id: 'con_dev', name: 'dev' }] })
  expect(patient.waits).toEqual([1000, 1000])
  const vain = managementOf(...Array.from({ length: 6 }, () => limit))
  expect(await vain.management.connections('dev')).toMatchObject({ untold: { why: 'silent' } })
})

const refusal = { status: 403, body: { errorCode: 'insufficient_scope' } }

test.each([
  ['read:clients', (management: Management) => management.application('app')],
  ['read:connections', (management: Management) => management.connectionsOf('app')],
  ['read:connections', (management: Management) => management.connections('dev')],
  ['read:client_grants', (management: Management) => management.grants('app', 'https://t.example/api/v2/')],
] as const)('without %s the advice is to grant it', async (scope, ask) => {
  const told = await ask(managementOf(refusal).management)
  expect(told).toMatchObject({ untold: { why: 'refused', advice: expect.stringContaining(scope) } })
})

test.each([
  [{ status: 404, body: {} }, 'absent'],
  [{ status: 500, body: undefined }, 'silent'],
  [{ status: 200, body: [] }, 'silent'],
])('%j is %s', async (answer, why) => {
  expect(await managementOf(answer).management.application('app')).toMatchObject({ untold: { why } })
})

/** An SSM that refuses every call in which a name stands. */
async function ssmRefusing(refused: string, type: string): Promise<void> {
  const server = createServer(async (request, response) => {
    const { Names } = Object(await json(request))
    const fails = Names.includes(refused)
    const Parameters = Names.map((Name: string) => ({ Name, Type: 'SecureString', Value: 'x' }))
    response.writeHead(fails ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(fails ? { __type: type, message: 'x' } : { Parameters }))
  })
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', await listen(server))
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await stop(server)
  })
}

const names = Array.from({ length: 12 }, (_, i) => `/auth0-client/dev/S${i}`)

test.each([
  ['AccessDeniedException', 'refused'],
  ['InvalidKeyId', 'absent'],
])('%s of one parameter is told of that one alone', async (type, why) => {
  await ssmRefusing('/auth0-client/dev/S3', type)
  const found = await readFromSsm('eu-west-1')(names)
  expect([...found.keys()]).toEqual(names)
  const gaps = [...found].filter(([, told]) => 'untold' in told)
  expect(gaps).toEqual([['/auth0-client/dev/S3', { untold: expect.objectContaining({ why }) }]])
})

test('whatever else SSM says is about the caller, and nothing can be told', async () => {
  await ssmRefusing('/auth0-client/dev/S3', 'ExpiredTokenException')
  await expect(readFromSsm('eu-west-1')(names)).rejects.toThrow('SSM does not answer (ExpiredTokenException)')
})

test('a redirect is not followed, so that a secret stays where it was sent', async () => {
  let seen = 0
  const server = createServer((_, response) => {
    seen += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  const url = await listen(server)
  onTestFinished(() => stop(server))
  const told = await askByFetch({ url, form: { client_secret: 'a-secret' } })
  expect({ told, seen }).toEqual({ told: { told: { status: 307, body: undefined } }, seen: 1 })
})
