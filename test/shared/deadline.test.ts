import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createAsk } from '#shared/auth0/ask'
import { createAuthentication } from '#shared/auth0/authentication'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { createSsm } from '#shared/aws/ssm'
import { limitOf, sparing, timeLeft, withDeadline } from '#shared/deadline'
import { sdkOptions } from '#shared/management/call'
import { createSecrets } from '#shared/secrets'
import { listActive } from '#shared/sessions/active'
import { createTable } from '#shared/sessions/table'
import { createTenant } from '#shared/tenant'
import { awsAt } from './support/aws.ts'
import { makeClient, makeConfig } from './support/config.ts'
import { expectRefusal } from './support/refusal.ts'

/** A server of any kind that hears everybody out and says half of something, or nothing at all. */
const silent = createServer((request, response) => {
  asked.push(request.url ?? '')
  if (request.url?.startsWith('/half')) response.write('{')
})
const asked: string[] = []
let url: string

beforeAll(async () => {
  url = await listen(silent)
})

beforeEach(() => {
  asked.length = 0
})

afterAll(() => stop(silent))

const clock = Date.now
const users = { limit: 1, after: undefined, now: 0, milliseconds: 0 }

/** Every call of ours to the outside. */
const calls: readonly [string, () => Promise<unknown>][] = [
  ['the tenant', () => createAsk({ clock })({ method: 'GET', url })],
  ['the table', () => createTable('t', createDynamoDb(awsAt(url))).read('x')],
  ['the pages of an index', () => createTable('t', createDynamoDb(awsAt(url))).keys('i', 'a', 'x')],
  ['a scan', () => listActive({ client: createDynamoDb(awsAt(url)), table: 't' }, users)],
  ['the secrets', () => createSecrets({ ...oneSecret, client: createSsm(awsAt(url)) }).read({ secretName: 'A' })],
  ['the Management API', () => asManagement(url)],
  ['the Management API, whose answer stops half way', () => asManagement(`${url}/half`)],
]
const oneSecret = { stage: 'dev', names: ['A'], clock }

/** As the SDK does: the body is read after its own limit is over. */
async function asManagement(address: string): Promise<string> {
  const { fetch } = sdkOptions({ auth0Url: address }, 'token')
  return (await fetch(address, {})).text()
}

describe('a deadline', () => {
  it('limits what would take longer, and nothing else', () => {
    expect(limitOf(4000)).toBe(4000)
    expect(withDeadline(1000, () => limitOf(50))).toBe(50)
    expect(withDeadline(1000, () => limitOf(4000))).toBeLessThanOrEqual(1000)
  })

  it('is the earliest of nested ones, and holds through every await', async () => {
    const left = await withDeadline(1000, () =>
      withDeadline(5000, async () => {
        await new Promise(setImmediate)
        return timeLeft()
      }),
    )
    expect(left).toBeLessThanOrEqual(1000)
    expect(timeLeft()).toBe(Number.POSITIVE_INFINITY)
  })

  it('spares time for what follows', () => {
    expect(withDeadline(5000, () => sparing(3000, timeLeft))).toBeLessThanOrEqual(2000)
    expect(sparing(3000, timeLeft)).toBe(Number.POSITIVE_INFINITY)
  })

  it.each(calls)('ends a call of %s', async (_, call) => {
    await expect(withDeadline(300, call)).rejects.toThrow()
    expect(asked.length).toBeGreaterThan(0)
  })

  it.each(calls)('that is over begins no call of %s', async (_, call) => {
    await expectRefusal(() => withDeadline(0, call), 'temporarily_unavailable')
    expect(asked).toEqual([])
  })
})

describe('tokens are asked for only', () => {
  const tenant = () =>
    createAuthentication({
      client: { ...makeClient(), auth0Url: url },
      secret: { read: async () => 'secret', replacing: async () => undefined },
      ask: createAsk({ clock, timeout: 200 }),
      clock,
    })
  const code = { code: 'c', verifier: 'v', address: '203.0.113.7' }
  const password = { username: 'anna', password: 'p', connection: undefined, address: '203.0.113.7' }

  it.each<[string, () => Promise<unknown>]>([
    ['a code', () => tenant().exchangeCode(code)],
    ['a password', () => tenant().exchangePassword(password)],
    ['a refresh token', () => tenant().refresh('rt')],
  ])('when there is time to store them: by %s', async (_, ask) => {
    await expectRefusal(() => withDeadline(3900, ask), 'temporarily_unavailable')
    expect(asked).toEqual([])
    await expectRefusal(() => withDeadline(9000, ask), 'temporarily_unavailable')
    expect(asked[0]).toBe('/oauth/token')
  })

  it('again when there still is: a second attempt has what the first one left', async () => {
    await expectRefusal(() => withDeadline(4100, () => tenant().refresh('rt')), 'temporarily_unavailable')
    expect(asked).toEqual(['/oauth/token'])
    await expectRefusal(() => withDeadline(9000, () => tenant().refresh('rt')), 'temporarily_unavailable')
    expect(asked).toHaveLength(3)
  })
})

it('a secret to seal under takes none of the time to store what is sealed', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', url)
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'local')
  const client = { ...makeClient(), clientSecret: { secretName: 'A' } }
  const config = { ...makeConfig(), clients: new Map([[client.type, client]]) }
  const table = createTable('t', createDynamoDb(awsAt(url)))
  const tenant = createTenant({ table, stage: 'dev', config, clock })
  const left = await withDeadline(1800, async () => {
    expect(await tenant.sealingSecret(client)).toBeUndefined()
    return timeLeft()
  })
  expect(asked.length).toBeGreaterThan(0)
  expect(left).toBeGreaterThan(1000)
  vi.unstubAllEnvs()
})
