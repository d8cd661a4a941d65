import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { SSM } from '@aws-sdk/client-ssm'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createParameterStore } from '#infra/local/ssm'
import { createSsm, type Ssm } from '#shared/aws/ssm'
import { createSecrets } from '#shared/secrets'
import { awsAt } from './support/aws.ts'
import { useLog } from './support/log.ts'

const SECRET = { secretName: 'CMS_SECRET' }
const Name = '/auth0-client/dev/CMS_SECRET'

const store = createParameterStore()
const asked: string[] = []
store.prependListener('request', ({ headers }) => asked.push(String(headers['x-amz-target'])))
const logged = useLog()
let client: SSM
let ssm: Ssm

beforeAll(async () => {
  const aws = awsAt(await listen(store))
  client = new SSM(aws)
  ssm = createSsm(aws)
})
afterAll(async () => {
  client.destroy()
  await stop(store)
})

async function put(...versions: string[]): Promise<void> {
  for (const Value of versions) {
    await client.putParameter({ Name, Value, Type: 'SecureString', Overwrite: true })
  }
}

/** An instance that has read what SSM holds. */
async function instance(by = ssm) {
  const secrets = createSecrets({ stage: 'dev', names: [SECRET.secretName], clock: () => 0, client: by })
  const value = await secrets.read(SECRET)
  asked.length = 0
  return { ...secrets, value }
}

it('of which SSM has had but one version, it asks for none before it', async () => {
  await put('the first one')
  const { replacing, value } = await instance()
  expect(await replacing(SECRET, value)).toBeUndefined()
  expect(asked).toHaveLength(1)
})

describe('a secret that was refused', () => {
  it('is read anew, once for all who were refused, and kept from then on', async () => {
    await put('old')
    const { replacing, read, value } = await instance()
    await put('new')
    asked.length = 0
    expect(await Promise.all([1, 2, 3].map(() => replacing(SECRET, value)))).toEqual(['new', 'new', 'new'])
    expect(await read(SECRET)).toBe('new')
    expect(asked).toHaveLength(1)
    expect(logged).toEqual([])
  })

  it('has the version before it in its place while SSM holds the same, which the log tells', async () => {
    await put('still at the tenant', 'too early')
    const { replacing, read, value } = await instance()
    expect(await replacing(SECRET, value)).toBe('still at the tenant')
    expect(await read(SECRET)).toBe('too early')
    expect(logged).toMatchObject([{ level: 'WARN', event: 'secret_before_in_use' }])
  })

  it('has none in its place when SSM does not give the version before it', async () => {
    const refusing = createServer(async (request, response) => {
      const { Names } = v.parse(v.object({ Names: v.array(v.string()) }), await json(request))
      const isBefore = Names.some((name) => name.includes(':'))
      const answer = isBefore ? { __type: 'AccessDeniedException' } : { Parameters: [{ Name, Value: 'x', Version: 7 }] }
      response.writeHead(isBefore ? 400 : 200).end(JSON.stringify(answer))
    })
    const other = createSsm(awsAt(await listen(refusing)))
    const { replacing, value } = await instance(other)
    expect(await replacing(SECRET, value)).toBeUndefined()
    await stop(refusing)
  })

  it('has none in its place while the version before it is the same', async () => {
    await put('same', 'same')
    const { replacing, value } = await instance()
    expect(await replacing(SECRET, value)).toBeUndefined()
  })

  it('has the version before it in its place to open what that sealed, which is no news', async () => {
    await put('sealed', 'seals')
    const { opening, value } = await instance()
    expect(await opening(SECRET, value)).toBe('sealed')
    await put('seals now')
    expect(await opening(SECRET, value)).toBe('seals now')
    expect(logged).toEqual([])
  })

  it('of the local stage has none in its place', async () => {
    const { replacing, opening } = await instance()
    expect(await replacing({ literal: 'x' }, 'x')).toBeUndefined()
    expect(await opening({ literal: 'x' }, 'y')).toBeUndefined()
    expect(asked).toEqual([])
  })
})
