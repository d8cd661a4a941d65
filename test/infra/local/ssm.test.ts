import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { putSecrets } from '#infra/local/parameters'
import { createParameterStore } from '#infra/local/ssm'

const server = createParameterStore()
const secret = '/auth0-client/local/SECRET'
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
let endpoint: string
let client: SSMClient

beforeAll(async () => {
  endpoint = await listen(server)
  client = new SSMClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 })
  await put({ Name: secret, Value: 's3cret', Type: 'SecureString' })
  await put({ Name: '/plain', Value: 'value', Type: 'String' })
})

afterAll(async () => {
  client.destroy()
  await stop(server)
})

function put(input: PutParameterCommandInput) {
  return client.send(new PutParameterCommand(input))
}

async function valuesOf(names: string[], WithDecryption = true) {
  const { Parameters = [], InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: names, WithDecryption }),
  )
  return { values: Object.fromEntries(Parameters.map(({ Name, Value }) => [Name, Value])), InvalidParameters }
}

test('hands out what it holds and lists what it does not', async () => {
  expect(await valuesOf([secret, '/plain', '/nothing'])).toEqual({
    values: { [secret]: 's3cret', '/plain': 'value' },
    InvalidParameters: ['/nothing'],
  })
})

test('shows a SecureString to those only who ask for its decryption', async () => {
  const { values } = await valuesOf([secret, '/plain'], false)
  expect(values['/plain']).toBe('value')
  expect(values[secret]).not.toContain('s3cret')
})

test('hands out a single one', async () => {
  const get = new GetParameterCommand({ Name: secret, WithDecryption: true })
  const { Parameter } = await client.send(get)
  expect(Parameter).toMatchObject({ Name: secret, Type: 'SecureString', Value: 's3cret', Version: 1 })
  await expect(client.send(new GetParameterCommand({ Name: '/nothing' }))).rejects.toThrow(
    expect.objectContaining({ name: 'ParameterNotFound' }),
  )
})

test('counts versions, and hands out any of them', async () => {
  await put({ Name: '/versions', Value: '1', Type: 'String' })
  expect(await put({ Name: '/versions', Value: '2', Type: 'String', Overwrite: true })).toMatchObject({ Version: 2 })
  expect((await valuesOf(['/versions'])).values).toEqual({ '/versions': '2' })
  expect(await valuesOf(['/versions:1'])).toEqual({ values: { '/versions': '1' }, InvalidParameters: [] })
  expect(await valuesOf(['/versions:3'])).toEqual({ values: {}, InvalidParameters: ['/versions:3'] })
})

test('tells when, where and under which key each version was written', async () => {
  const place = createParameterStore({ account: '111111111111', region: 'eu-central-1' })
  const other = new SSMClient({ endpoint: await listen(place), region: 'eu-central-1', credentials })
  const input = { Name: '/a/SECRET', Value: 's3cret', Type: 'SecureString', KeyId: 'alias/own' } as const
  const before = Date.now()
  await other.send(new PutParameterCommand(input))
  const { Parameters } = await other.send(new GetParameterHistoryCommand({ Name: '/a/SECRET', WithDecryption: true }))
  expect(Parameters).toMatchObject([{ Value: 's3cret', Version: 1, KeyId: 'alias/own' }])
  const { Parameter } = await other.send(new GetParameterCommand({ Name: '/a/SECRET' }))
  expect(Parameter?.ARN).toBe('arn:aws:ssm:eu-central-1:111111111111:parameter/a/SECRET')
  expect(Parameter?.LastModifiedDate?.getTime()).toBeGreaterThanOrEqual(before)
  other.destroy()
  await stop(place)
})

describe('refuses', () => {
  const eleven = Array.from({ length: 11 }, (_, i) => `/name-${i}`)

  test.each([
    ['eleven names', () => valuesOf(eleven), 'ValidationException'],
    ['no name', () => valuesOf([]), 'ValidationException'],
    ['a name with a space', () => valuesOf(['/a b']), 'ValidationException'],
    ['an empty value', () => put({ Name: '/x', Value: '', Type: 'String' }), 'ValidationException'],
    ['a value over 4 KB', () => put({ Name: '/x', Value: 'x'.repeat(4097), Type: 'String' }), 'ValidationException'],
    ['to overwrite unasked', () => put({ Name: '/plain', Value: 'x', Type: 'String' }), 'ParameterAlreadyExists'],
    [
      'to make a readable one of a secret',
      () => put({ Name: secret, Value: 'x', Type: 'String', Overwrite: true }),
      'HierarchyTypeMismatchException',
    ],
    [
      'a key for a readable one',
      () => put({ Name: '/x', Value: 'x', Type: 'String', KeyId: 'k' }),
      'ValidationException',
    ],
    ['a version 0', () => valuesOf(['/plain:0']), 'ValidationException'],
    ['other operations', () => client.send(new GetParametersByPathCommand({ Path: '/' })), 'UnknownOperationException'],
  ])('%s', async (_, call, name) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ name }))
  })
})

describe('the secrets of a stage', () => {
  test('are given ones over held ones over fallbacks', async () => {
    await putSecrets(endpoint, 'x', { A: 'held', B: 'held' }, {})
    const held = await putSecrets(endpoint, 'x', { A: 'given' }, { A: 'fallback', B: 'fallback', C: 'fallback' })
    expect(held).toEqual({ A: 'given', B: 'held', C: 'fallback' })
    const { values } = await valuesOf(['/auth0-client/x/A', '/auth0-client/x/B', '/auth0-client/x/C'])
    expect(Object.values(values)).toEqual(['given', 'held', 'fallback'])
  })

  test('need an SSM that answers', async () => {
    await expect(putSecrets('http://127.0.0.1:1', 'x', { A: 'a' }, {})).rejects.toThrow(
      /^SSM at http:\/\/127.0.0.1:1 can't hold the secrets: .*ECONNREFUSED/,
    )
  })
})
