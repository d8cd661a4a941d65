import { createServer } from 'node:http'
import { SSM } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createParameterStore } from '#infra/local/ssm'
import { createSsm, type Ssm } from '#shared/aws/ssm'
import { createSecrets } from '#shared/secrets'
import { awsAt } from './support/aws.ts'
import { makeClock } from './support/database.ts'
import { expectRefusal, refusalOf } from './support/refusal.ts'

const store = createParameterStore()
const asked: string[] = []
store.prependListener('request', ({ headers }) => asked.push(String(headers['x-amz-target'])))
const connect = (endpoint: string) => createSsm(awsAt(endpoint))
const opened: { client?: SSM; ssm?: Ssm } = {}
let names = 0

beforeAll(async () => {
  const endpoint = await listen(store)
  opened.client = new SSM(awsAt(endpoint))
  opened.ssm = connect(endpoint)
})
afterAll(async () => {
  opened.client?.destroy()
  await stop(store)
})

/** One instance, and a secret of its own in the store of a stage. */
async function stage({ value, of = 'dev' }: { value?: string; of?: string } = {}) {
  const { client, ssm } = opened
  if (!client || !ssm) throw new Error('The store is not up')
  names += 1
  const secretName = `SECRET_${names}`
  const put = async (text: string) => {
    const parameter = { Name: `/auth0-client/${of}/${secretName}`, Value: text, Type: 'SecureString' } as const
    await client.putParameter({ ...parameter, Overwrite: true })
  }
  if (value !== undefined) await put(value)
  asked.length = 0
  const { clock, forward } = makeClock()
  const secrets = createSecrets({ stage: 'dev', names: [secretName], clock, client: ssm })
  return { read: () => secrets.read({ secretName }), put, forward }
}

describe('a secret', () => {
  it('is read decrypted from the stage’s own path', async () => {
    const { read } = await stage({ value: 'the-secret' })
    expect(await read()).toBe('the-secret')
    expect(asked).toEqual(['AmazonSSM.GetParameters'])
  })

  it('of another stage is none', async () => {
    const { read } = await stage({ value: 'x', of: 'prod' })
    await expectRefusal(read, 'temporarily_unavailable')
  })

  it('is kept for five minutes, then read anew', async () => {
    const { read, put, forward } = await stage({ value: 'old' })
    await read()
    await put('rotated')
    asked.length = 0
    forward(299)
    expect(await read()).toBe('old')
    expect(asked).toEqual([])
    forward(1)
    expect(await read()).toBe('rotated')
    expect(asked).toHaveLength(1)
  })

  it('is read once for all who ask at the same time', async () => {
    const { read } = await stage({ value: 'x' })
    expect(new Set(await Promise.all(Array.from({ length: 20 }, read)))).toEqual(new Set(['x']))
    expect(asked).toHaveLength(1)
  })

  it('that could not be read is asked for again', async () => {
    const { read, put } = await stage()
    await expectRefusal(read, 'temporarily_unavailable')
    await put('now')
    expect(await read()).toBe('now')
  })

  it('that could not be read fails all who asked at the same time, in one flight', async () => {
    const { read } = await stage()
    const refusals = await Promise.all(Array.from({ length: 5 }, () => refusalOf(read())))
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['temporarily_unavailable']))
    expect(asked).toHaveLength(1)
  })

  it('is an outage when nobody answers, and the refusal does not name it', async () => {
    const client = connect('http://127.0.0.1:9')
    const secrets = createSecrets({ stage: 'dev', names: ['CMS_SECRET'], clock: () => 0, client })
    const refusal = await refusalOf(secrets.read({ secretName: 'CMS_SECRET' }))
    expect(refusal.code).toBe('temporarily_unavailable')
    expect(refusal.message).not.toContain('CMS_SECRET')
    expect(refusal.options.misconfigured).toBe(false)
  })
})

describe('all secrets of a function', () => {
  async function several(count: number) {
    const { client, ssm } = opened
    if (!client || !ssm) throw new Error('The store is not up')
    names += 1
    const all = Array.from({ length: count }, (_, i) => `SECRET_${names}_${i}`)
    for (const name of all) {
      const parameter = { Name: `/auth0-client/dev/${name}`, Value: `value of ${name}`, Type: 'SecureString' } as const
      await client.putParameter(parameter)
    }
    asked.length = 0
    return { all, secrets: createSecrets({ stage: 'dev', names: all, clock: () => 0, client: ssm }) }
  }

  it.each([
    [2, 1],
    [10, 1],
    [11, 2],
    [21, 3],
  ])('come together: %i in %i calls', async (count, calls) => {
    const { all, secrets } = await several(count)
    for (const secretName of all) expect(await secrets.read({ secretName })).toBe(`value of ${secretName}`)
    expect(asked).toHaveLength(calls)
  })

  it('are not lost when one of them is not set', async () => {
    const { all, secrets } = await several(2)
    await expectRefusal(() => secrets.read({ secretName: 'NO_SUCH' }), 'temporarily_unavailable')
    expect(await secrets.read({ secretName: all[0] ?? '' })).toBe(`value of ${all[0]}`)
  })
})

describe('only a person can mend', () => {
  it('a secret that is not set', async () => {
    const { read } = await stage()
    expect((await refusalOf(read())).options.misconfigured).toBe(true)
  })

  it.each([
    ['AccessDeniedException', true],
    ['InvalidKeyId', true],
    ['InternalServerError', false],
    ['ThrottlingException', false],
  ])('what SSM refuses by %s: %s', async (word, expected) => {
    const refusing = createServer((_, response) => response.writeHead(400).end(JSON.stringify({ __type: word })))
    const client = connect(await listen(refusing))
    const secrets = createSecrets({ stage: 'dev', names: ['CMS_SECRET'], clock: () => 0, client })
    const refusal = await refusalOf(secrets.read({ secretName: 'CMS_SECRET' }))
    expect(refusal).toMatchObject({ code: 'temporarily_unavailable', options: { misconfigured: expected } })
    await stop(refusing)
  })
})

it('a literal secret of the local stage asks nobody', async () => {
  asked.length = 0
  const secrets = createSecrets({ stage: 'dev', names: [], clock: () => 0, client: connect('http://127.0.0.1:9') })
  expect(await secrets.read({ literal: 'x' })).toBe('x')
  expect(asked).toEqual([])
})
