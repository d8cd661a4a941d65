import { beforeAll, describe, expect, test } from 'vitest'
import { factPath } from '#infra/parameters'
import { parameterPath } from '#shared/environment'
import { npmRunToEnd } from '../local/command.ts'
import { PLAIN, useStore } from './store.ts'

const store = useStore()
const params = (args: readonly string[]) => npmRunToEnd('params', args, { variables: store.variables() })

beforeAll(() => store.deployData())

describe('the list', () => {
  test('is complete, with status 0, when all is there; it shows plain values and no secret', async () => {
    await store.putAll()
    const { status, stdout } = await params(['dev'])
    expect(status).toBe(0)
    expect(stdout).toContain('All 11 are set.')
    expect(stdout).toContain(PLAIN.AUTH0_URL)
    expect(stdout).not.toContain('value of')
  })

  test('names the API’s address where it differs from PROJECT_URL', async () => {
    await store.put(factPath('dev', 'url'), 'https://abc.execute-api.eu-west-1.amazonaws.com')
    expect((await params(['dev'])).stdout).toContain('the API is at https://abc.execute-api.eu-west-1.amazonaws.com')
  })

  test('tells what it is for and when it was set, of a secret too', async () => {
    const today = () => new Date().toISOString().slice(0, 10)
    const before = today()
    await store.putAll()
    const { stdout } = await params(['dev'])
    const set = `set (${before}|${today()}) \\d\\d:\\d\\d`
    expect(stdout).toMatch(new RegExp(`^  CMS_CLIENT_SECRET +secret +${set}\\n +clients.cms.clientSecret$`, 'm'))
    expect(stdout).toMatch(new RegExp(`^  CMS_CLIENT_ID +plain +${set}  cms\\n +clients.cms.clientId$`, 'm'))
  })

  test('finds a value that the configuration can’t be used with, by its key', async () => {
    await store.put(parameterPath('dev', 'CMS_URL'), 'cms.example.com')
    const { status, stdout } = await params(['dev'])
    expect(status).toBe(1)
    expect(stdout).toContain('clients.cms.redirectUrl is "cms.example.com/login/callback"; it must be an absolute URL')
    expect(stdout).not.toContain('are set.')
  })

  test('is of the configuration that is named', async () => {
    const { status, stdout } = await params(['dev', '--config', 'test/infra/commands/small.json'])
    expect(status).toBe(1)
    expect(stdout).toContain('To set: 2 of 2.')
    expect(stdout).toContain('npm run params -- dev set ONLY_SECRET')
  })

  test.each([
    [
      'a plain parameter that is sealed',
      'preprod',
      'AUTH0_CONNECTION',
      'SecureString',
      'A SecureString, must be a String',
    ],
    ['a secret that is not', 'prod', 'CMS_CLIENT_SECRET', 'String', 'A String, must be a SecureString'],
  ] as const)('finds %s', async (_, stage, name, type, says) => {
    await store.put(parameterPath(stage, name), 'do-not-show', type)
    const { status, stdout } = await params([stage])
    expect(status).toBe(1)
    expect(stdout).toContain(says)
    expect(stdout).toContain(`aws ssm delete-parameter --name /auth0-client/${stage}/${name}\n`)
    expect(stdout).not.toContain('do-not-show')
  })
})
