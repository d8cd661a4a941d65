import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import dynalite from 'dynalite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openDoor } from '#infra/local/door'
import { freePort, listen, stop } from '#infra/local/listen'
import { createParameterStore } from '#infra/local/ssm'
import { type Stage, type StageOptions, startStage } from '#infra/local/stage'

let folder: string
const stages: Stage[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stage-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const source = 'let calls = 0; export const handler = async () => ({ env: process.env, calls: ++calls })'
  await writeFile(join(folder, 'userinfo.ts'), source)
  await writeFile(join(folder, 'authorize.ts'), 'export const handler = () => new Promise(() => {})')
})

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()))
})

afterAll(() => rm(folder, { recursive: true }))

/** A stage whose `/userinfo` tells the variables of its function and how often it was called. */
async function start(options: StageOptions = {}): Promise<Stage> {
  const stage = await startStage({ functions: pathToFileURL(`${folder}/`).href, onLog: () => undefined, ...options })
  stages.push(stage)
  return stage
}

async function ask({ url }: Stage): Promise<{ env: Record<string, string>; calls: number }> {
  const response = await fetch(`${url}/userinfo`)
  return JSON.parse(await response.text())
}

test('a function finds table, engines and placeholders in its variables, and no secret', async () => {
  const stage = await start({ variables: { REFRESH_REPLAY_SECONDS: '5' } })
  const { env } = await ask(stage)
  expect(env).toMatchObject({
    STAGE: 'local',
    LOCAL_STAGE: 'true',
    TABLE_NAME: stage.table,
    CONFIG_FILE: expect.stringMatching(/\/infra\/config\.json$/),
    REFRESH_REPLAY_SECONDS: '5',
    AWS_ENDPOINT_URL_DYNAMODB: stage.dynamodbUrl,
    AWS_ENDPOINT_URL_SSM: stage.ssmUrl,
    AUTH0_URL: stage.tenantUrl,
    PROJECT_URL: stage.url,
  })
  expect(JSON.stringify(env)).not.toMatch(/CLIENT_SECRET/)
  expect(env).not.toHaveProperty('PATH')
})

test('a wrong variable is told before anything waits for requests', async () => {
  await expect(start({ variables: { SESSION_DURATION_SECONDS: 'long' } })).rejects.toThrow(
    'The variable SESSION_DURATION_SECONDS must be a whole number of seconds, not "long"',
  )
})

test('a function that takes too long is a failure, not an outage', async () => {
  const { url } = await start({ timeoutSeconds: 0.2 })
  const response = await fetch(`${url}/authorize`)
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }])
})

test('several instances serve by turns, and one of them may die', async () => {
  const stage = await start({ instances: 2 })
  const calls = async () => (await ask(stage)).calls
  expect([await calls(), await calls(), await calls()]).toEqual([1, 1, 2])
  await stage.instances[0]?.kill()
  expect([await calls(), await calls()]).toEqual([2, 1])
})

test('a configuration that is given as an object is a file only as long as the stage runs', async () => {
  const client = {
    auth0Url: '{{AUTH0_URL}}',
    clientId: 'shop',
    clientSecret: '{{SHOP_SECRET}}',
    redirectUrl: '{{PROJECT_URL}}/callback',
    scopes: ['openid'],
  }
  const stage = await start({ config: { clients: { shop: client } } })
  const { CONFIG_FILE: file = '' } = (await ask(stage)).env
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ clients: { shop: client } })
  await stage.close()
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('what started before a failure is stopped again', async () => {
  const port = await freePort()
  const config = { clients: {} }
  await expect(start({ port, config })).rejects.toThrow('clients is empty')
  await start({ port })
})

test('the gateway asks for patience until the stage is ready', async () => {
  await using starting = new AsyncDisposableStack()
  const door = await openDoor(0, starting)
  const response = await fetch(door.url)
  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }])
  door.open((_, answer) => answer.end('open'))
  expect(await (await fetch(door.url)).text()).toBe('open')
})

describe('two stages', () => {
  test('may share tenant, table and SSM', async () => {
    const one = await start()
    const { tenant, ssmUrl: ssmEndpoint, dynamodbUrl: dynamodbEndpoint } = one
    const set = { PROJECT_URL: one.url }
    const other = await start({ ...(tenant && { tenant }), ssmEndpoint, dynamodbEndpoint, set })
    expect(other).toMatchObject({ tenantUrl: one.tenantUrl, ssmUrl: one.ssmUrl, dynamodbUrl: one.dynamodbUrl })
    await other.close()
    expect((await fetch(`${one.tenantUrl}/.well-known/jwks.json`)).status).toBe(200)
  })

  test('may start on the same engines at the same time', async () => {
    const [dynamodb, ssm] = [dynalite({ createTableMs: 100 }), createParameterStore()]
    const options = { dynamodbEndpoint: await listen(dynamodb), ssmEndpoint: await listen(ssm) }
    const both = await Promise.all([start(options), start(options)])
    expect(new Set(both.map(({ url }) => url)).size).toBe(2)
    await Promise.all(stages.splice(0).map((stage) => stage.close()))
    await Promise.all([stop(dynamodb), stop(ssm)])
  })
})

describe('the demo page', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/?x=1', 'text/html; charset=utf-8'],
    ['/demo.js', 'text/javascript; charset=utf-8'],
    ['/demo.css', 'text/css; charset=utf-8'],
  ])('%s', async (path, type) => {
    const { url } = await start()
    const { status, headers } = await fetch(url + path)
    expect([status, headers.get('content-type')]).toEqual([200, type])
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
  })

  test('has no script and no style of its own', async () => {
    const { url } = await start()
    const page = await (await fetch(url)).text()
    expect(page).not.toMatch(/<style|<script(?! src=)|\son\w+=|\sstyle=/)
  })
})

describe('data', () => {
  test('that another process holds stay closed', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await writeFile(join(dataDir, 'pid'), String(process.ppid))
    await expect(start({ dataDir })).rejects.toThrow(
      `The data in ${dataDir} are in use by process ${process.ppid}; end it, or choose another --data DIR`,
    )
  })

  test('that a dead process held are taken over, and given back', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await writeFile(join(dataDir, 'pid'), '999999999')
    const stage = await start({ dataDir })
    await stage.close()
    expect((await readdir(dataDir)).sort()).toEqual(['dynamodb', 'tenant.json'])
  })

  test('know the people of a connection that came later', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await (await start({ dataDir })).close()
    const { tenant } = await start({ dataDir, set: { AUTH0_CONNECTION: 'staff' } })
    const connections = tenant?.state().users.map(({ connection }) => connection)
    expect(connections).toEqual([...Array(3).fill('Username-Password-Authentication'), ...Array(3).fill('staff')])
  })

  test('that make no sense are named', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'))
    await writeFile(join(dataDir, 'tenant.json'), '{')
    await expect(start({ dataDir })).rejects.toThrow(`${join(dataDir, 'tenant.json')} is broken`)
  })
})

test.each([
  ['port', '--port'],
  ['tenantPort', '--tenant-port'],
])('a %s that is taken is told with its option', async (key, option) => {
  const other = createServer()
  const port = Number(new URL(await listen(other)).port)
  await expect(start({ [key]: port })).rejects.toThrow(
    `Port ${port} is taken; choose another with ${option} N (0 takes any free one)`,
  )
  await stop(other)
})
