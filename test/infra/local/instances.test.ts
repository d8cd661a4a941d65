import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '#infra/local/clock'
import { toEvent } from '#infra/local/event'
import { createInstance, type Instance, type InstanceOptions } from '#infra/local/instances'

const sources = {
  echo: 'export const handler = async (event, context) => ({ event, context: { ...context }, left: context.getRemainingTimeInMillis() })',
  count: 'let calls = 0; export const handler = async () => ++calls',
  environment: 'export const handler = async () => process.env',
  time: 'const loaded = Date.now(); export const handler = async () => ({ loaded, now: Date.now(), then: new Date() })',
  nothing: 'export const handler = async () => {}',
  dates: 'export const handler = async () => ({ at: new Date(0), none: undefined })',
  big: 'export const handler = async () => "x".repeat(6_291_556)',
  throws: 'export const handler = async () => { throw new RangeError("too far") }',
  hangs: 'export const handler = () => new Promise(() => { process.stdout.write("hanging\\n") })',
  exits: 'export const handler = () => new Promise(() => process.exit(3))',
  crashes: 'export const handler = () => new Promise(() => setImmediate(() => { throw new Error("late") }))',
  broken: 'throw new Error("at load")',
  empty: 'export const other = 1',
  logs: 'export const handler = async () => { process.stdout.write("{\\"a\\":1}\\n"); process.stderr.write("two\\nlines\\n") }',
}

const event: APIGatewayProxyEventV2 = toEvent(
  {
    method: 'GET',
    target: '/x',
    rawHeaders: [],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    time: new Date(0),
    requestId: 'x',
  },
  ['x'],
  { route: { method: 'GET', path: '/x', file: 'x' }, pathParameters: {} },
)

let folder: string
const running: Instance[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await Promise.all(Object.entries(sources).map(([name, source]) => writeFile(join(folder, `${name}.ts`), source)))
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((instance) => instance.kill()))
})

afterAll(() => rm(folder, { recursive: true }))

function start(change: Partial<InstanceOptions> = {}) {
  const logs: string[] = []
  const instance = createInstance({
    functions: pathToFileURL(`${folder}/`).href,
    timeoutSeconds: 10,
    clock: undefined,
    environment: { AWS_REGION: 'eu-west-1', STAGE: 'test' },
    onLog: (line) => logs.push(line),
    ...change,
  })
  running.push(instance)
  return { call: (file: string) => instance.invoke(file, event), kill: () => instance.kill(), logs }
}

describe('a call', () => {
  test('hands over event and context', async () => {
    expect(await start().call('echo')).toEqual({
      event,
      context: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: 'auth0-client-local-echo',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:auth0-client-local-echo',
        memoryLimitInMB: '512',
        logGroupName: '/aws/lambda/auth0-client-local-echo',
        logStreamName: 'local',
      },
      left: expect.toSatisfy((left: number) => left > 9000 && left <= 10_000),
    })
  })

  test.each([
    ['nothing', null],
    ['dates', { at: '1970-01-01T00:00:00.000Z' }],
  ])('brings back %s by way of JSON', async (file, result) => {
    expect(await start().call(file)).toEqual(result)
  })

  test('finds the module as the last one left it', async () => {
    const { call } = start()
    expect([await call('count'), await call('count')]).toEqual([1, 2])
  })

  test('sees the variables of its instance and no others', async () => {
    expect(await start().call('environment')).toEqual({ AWS_REGION: 'eu-west-1', STAGE: 'test' })
  })
})

describe('a failure', () => {
  test.each([
    ['throws', { name: 'RangeError', message: 'too far' }],
    ['broken', { name: 'Error', message: 'at load' }],
    ['empty', { name: 'TypeError', message: 'functions/empty.ts exports no function "handler"' }],
    ['big', { name: 'RangeError', message: 'Response payload size exceeded 6291556 bytes' }],
    ['exits', { name: 'Runtime.ExitError' }],
    ['crashes', { name: 'Runtime.ExitError', message: 'Error: late' }],
  ])('of a function that %s', async (file, error) => {
    const { call, logs } = start()
    await expect(call(file)).rejects.toThrow(expect.objectContaining(error))
    expect(logs.map((line) => JSON.parse(line))).toMatchObject([{ level: 'ERROR', function: file }])
    expect(await call('count')).toBe(1)
  })

  test('of a function that takes too long', async () => {
    const { call } = start({ timeoutSeconds: 1.5 })
    await expect(call('hangs')).rejects.toThrow('Task timed out after 1.50 seconds')
    expect(await call('count')).toBe(1)
  })
})

describe('an instance', () => {
  test('that is killed takes its calls with it, and the next call begins anew', async () => {
    const hanging = Promise.withResolvers<void>()
    const { call, kill } = start({ onLog: (line) => line === 'hanging' && hanging.resolve() })
    await call('count')
    const lost = expect(call('hangs')).rejects.toThrow('The thread ended')
    await hanging.promise
    await kill()
    await lost
    expect(await call('count')).toBe(1)
  })

  test('shares nothing with another one', async () => {
    const [one, other] = [start(), start({ environment: { STAGE: 'other' } })]
    expect([await one.call('count'), await other.call('count')]).toEqual([1, 1])
    expect(await other.call('environment')).toEqual({ STAGE: 'other' })
  })

  test('hands on each line that is logged', async () => {
    const { call, logs } = start()
    await call('logs')
    await expect.poll(() => [...logs].sort()).toEqual(['lines', 'two', '{"a":1}'])
  })

  test('lives in the time of its clock, from the first line of a function on', async () => {
    const clock = createClock()
    clock.advance(86_400)
    const { call } = start({ clock: clock.memory })
    await expect(call('time')).resolves.toSatisfy(({ loaded }: { loaded: number }) => loaded > Date.now() + 86_000_000)
    clock.advance(86_400)
    const { now, then } = Object(await call('time'))
    expect(now).toBeGreaterThan(Date.now() + 170_000_000)
    expect(new Date(then).getTime()).toBeGreaterThanOrEqual(now)
  })
})
