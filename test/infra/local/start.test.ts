import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import dynalite from 'dynalite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO_USER } from '#infra/local/directory'
import { freePort, listen, stop } from '#infra/local/listen'
import { CALLER_SECRET } from '#infra/local/placeholders'
import { createParameterStore } from '#infra/local/ssm'
import { npmRun, runToEnd, start } from './command.ts'

const ADDRESS = 'http://127\\.0\\.0\\.1:\\d+'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'))
})

afterAll(() => rm(folder, { recursive: true }))

const client = {
  auth0Url: '{{AUTH0_URL}}',
  clientId: 'app',
  clientSecret: '{{APP_SECRET}}',
  redirectUrl: '{{PROJECT_URL}}/callback',
  scopes: ['openid', 'offline_access'],
}

async function writeConfig(name: string, config: object): Promise<string> {
  await writeFile(join(folder, name), JSON.stringify(config))
  return name
}

/** The printed curls: the blocks between the blank lines. */
function curlsOf(printed: string): readonly string[] {
  return printed.split('\n\n').filter((block) => block.includes('curl '))
}

async function runInShell(script: string): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', script])).stdout
}

function post(url: string, path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(url + path, {
    method: 'POST',
    headers: { secret: CALLER_SECRET, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function logIn(url: string): Promise<{ accessToken: string; refreshToken: string }> {
  const { email: username, password } = DEMO_USER
  const response = await post(url, '/oauth/token', { grant_type: 'password', username, password })
  expect(response.status).toBe(200)
  return JSON.parse(await response.text())
}

describe('a stage that starts', () => {
  test('prints its addresses, a demo user and the curls, and last where it listens', async () => {
    const stage = await start(['--port', '0'])
    const lines = stage.printed.split('\n')
    const columns = `^tenant    ${ADDRESS}      ssm       ${ADDRESS}      dynamodb  ${ADDRESS}$`
    expect(lines[0]).toMatch(new RegExp(columns))
    expect(stage.printed).toContain('demo@example.com')
    expect(lines.slice(-2)).toEqual([`listening on ${stage.url}`, ''])
    expect((await fetch(`${stage.url}/-/ready`)).status).toBe(200)
    expect(await stage.end('SIGTERM')).toMatchObject({ status: 0, stdout: stage.printed })
  })

  test('prints curls that work, pasted one after the other', async () => {
    const stage = await start(['--port', '0'])
    const [login = '', refresh = '', userinfo = '', resource = '', ...others] = curlsOf(stage.printed)
    expect(others).toEqual([])
    const tokens = JSON.parse(await runInShell(login))
    expect(Object.keys(tokens).sort()).toEqual(['accessToken', 'expireAt', 'idToken', 'refreshToken'])
    expect(Object.keys(JSON.parse(await runInShell(refresh))).sort()).toEqual(Object.keys(tokens).sort())
    const pasted = await runInShell([refresh, 'echo', userinfo, 'echo', resource].join('\n\n'))
    const demo = { email: 'demo@example.com', groups: ['editors'] }
    expect(
      pasted
        .split('\n')
        .slice(1)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([demo, { youAre: demo }])
    await stage.end('SIGTERM')
  })

  test.each([
    ['names the client where no secret can', { clients: { app: client } }, "--header 'client-type: app'"],
    ['leaves the default client unnamed', { clients: { app: client }, defaultClient: 'app' }, '/oauth/token'],
  ])('%s in its curls', async (_, config, text) => {
    const file = await writeConfig('app.json', config)
    const stage = await start(['--port', '0', '--config', file], { folder })
    const [login = ''] = curlsOf(stage.printed)
    expect(login).toContain(text)
    expect(login).not.toContain('secret:')
    expect(JSON.parse(await runInShell(login))).toHaveProperty('accessToken')
    await stage.end('SIGTERM')
  })

  test('fills placeholders by --set, and warns of a name that none has', async () => {
    const stage = await start([
      '--port',
      '0',
      '--set',
      'AUTH0_CONNECTION=staff',
      'CMS_CLIENT_SECRET=x',
      '--set',
      'TYPO=1',
    ])
    const [login = ''] = curlsOf(stage.printed)
    expect(login).toContain('connection=staff')
    expect(JSON.parse(await runInShell(login))).toHaveProperty('accessToken')
    const { stderr } = await stage.end('SIGTERM')
    expect(stderr).toContain('--set TYPO fills nothing: the configuration has no {{TYPO}}')
  })

  test('has its ports where it was told', async () => {
    const [port, tenantPort] = [await freePort(), await freePort()]
    const stage = await start(['--port', `${port}`, '--tenant-port', `${tenantPort}`])
    expect(stage.url).toBe(`http://127.0.0.1:${port}`)
    expect(stage.printed).toContain(`tenant    http://127.0.0.1:${tenantPort} `)
    await stage.end('SIGTERM')
  })

  test('uses the tenant that the configuration names and starts none', async () => {
    const set = ['AUTH0_URL=https://example.auth0.com', 'CMS_CLIENT_SECRET=a', 'FRONTEND_CLIENT_SECRET=b']
    const stage = await start(['--port', '0', '--set', ...set, 'MANAGEMENT_CLIENT_SECRET=c'])
    expect(stage.printed).toMatch(/^tenant {4}https:\/\/example\.auth0\.com {6}ssm /)
    expect(curlsOf(stage.printed)).toEqual([])
    const { headers } = await fetch(`${stage.url}/authorize`, { redirect: 'manual' })
    expect(headers.get('location')).toMatch(/^https:\/\/example\.auth0\.com\/authorize\?/)
    await stage.end('SIGTERM')
  })

  test('uses the engines that the environment names', async () => {
    const [dynamodb, ssm] = [dynalite({ createTableMs: 0 }), createParameterStore()]
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: await listen(dynamodb), AWS_ENDPOINT_URL_SSM: await listen(ssm) }
    const both = await Promise.all([start(['--port', '0'], { variables }), start(['--port', '0'], { variables })])
    for (const { printed } of both) {
      expect(printed).toContain(`ssm       ${variables.AWS_ENDPOINT_URL_SSM}      `)
      expect(printed).toContain(`dynamodb  ${variables.AWS_ENDPOINT_URL_DYNAMODB}\n`)
    }
    const [one, other] = both
    const { accessToken } = await logIn(one.url)
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await fetch(`${other.url}/userinfo`, { headers })).status).toBe(200)
    await Promise.all(both.map((stage) => stage.end('SIGTERM')))
    await Promise.all([stop(dynamodb), stop(ssm)])
  })

  test('finds its data again after a restart', async () => {
    const args = ['--port', '0', '--data', 'data']
    const first = await start(args, { folder })
    const { accessToken, refreshToken } = await logIn(first.url)
    await first.end('SIGTERM')
    const second = await start(args, { folder })
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await fetch(`${second.url}/userinfo`, { headers })).status).toBe(200)
    expect((await post(second.url, '/refreshtoken', { refreshToken }, headers)).status).toBe(200)
    await second.end('SIGTERM')
  })
})

describe('a stage ends with status 0', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('on %s', async (signal) => {
    const stage = await start(['--port', '0'])
    // An open connection must not hold it up.
    await fetch(stage.url)
    expect(await stage.end(signal)).toMatchObject({ status: 0 })
    await expect(fetch(stage.url)).rejects.toThrow()
  })

  test('under npm on SIGTERM', async () => {
    const stage = await npmRun('start', ['--port', '0'])
    expect(await stage.end('SIGTERM')).toMatchObject({ status: 0 })
    await expect(fetch(stage.url)).rejects.toThrow()
  })

  test('under npm on Ctrl-C, which npm repeats: the second one may meet a process that is ending already', async () => {
    const stage = await npmRun('start', ['--port', '0'])
    expect([0, null]).toContain((await stage.end('SIGINT', 'group')).status)
    await expect(fetch(stage.url)).rejects.toThrow()
  })
})

describe('a stage that can’t start says why, in a sentence and with status 1:', () => {
  test('a port that is taken', async () => {
    const other = createServer()
    const { port } = new URL(await listen(other))
    expect(await runToEnd(['--port', port])).toEqual({
      status: 1,
      stdout: '',
      stderr: `Port ${port} is taken; choose another with --port N (0 takes any free one)\n`,
    })
    await stop(other)
  })

  test.each([
    [['--prot', '1'], "Unknown option '--prot'; --help tells the options"],
    [['--config', 'missing.json'], 'missing.json can’t be read as JSON'],
    [['--set', 'AUTH0_URL=nowhere'], 'clients.cms.auth0Url is "nowhere"'],
    [['--set', 'AUTH0_URL=https://example.auth0.com'], 'clients.cms.clientSecret needs {{CMS_CLIENT_SECRET}}'],
  ])('%j', async (args, sentence) => {
    const { status, stdout, stderr } = await runToEnd(['--port', '0', ...args], { folder })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr.replaceAll("can't", 'can’t')).toContain(sentence)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  test.each([
    ['an unknown key', { clients: { app: { ...client, colour: 'red' } } }, 'clients.app.colour is not a known key'],
    ['a missing key', { clients: { app: { ...client, scopes: undefined } } }, 'clients.app.scopes is missing; add it'],
    [
      'an unfilled placeholder',
      { clients: { app: { ...client, audience: '{{API}}' } } },
      'clients.app.audience needs {{API}}, which no variable fills; set API\nMend the file, or fill a {{NAME}} by --set',
    ],
  ])('%s', async (_, config, sentence) => {
    await mkdir(join(folder, 'wrong'), { recursive: true })
    const file = await writeConfig('wrong/config.json', config)
    const { status, stderr } = await runToEnd(['--port', '0', '--config', file], { folder })
    expect(status).toBe(1)
    expect(stderr).toContain(sentence)
  })

  test('an engine that does not answer', async () => {
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }
    const { status, stderr } = await runToEnd(['--port', '0'], { variables })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^DynamoDB at http:\/\/127\.0\.0\.1:1 can't hold the table .*ECONNREFUSED.*\n$/)
  })

  test('a variable that is wrong', async () => {
    const { status, stderr } = await runToEnd(['--port', '0'], { variables: { REFRESH_REPLAY_SECONDS: 'x' } })
    expect(status).toBe(1)
    expect(stderr).toBe('The variable REFRESH_REPLAY_SECONDS must be a whole number of seconds, not "x"\n')
  })
})

test('--help tells the options and starts nothing', async () => {
  const { status, stdout } = await runToEnd(['--help'])
  expect(status).toBe(0)
  for (const option of ['--port', '--config', '--set', '--tenant-port', '--data']) expect(stdout).toContain(option)
})
