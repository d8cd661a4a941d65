import { GetParametersCommand } from '@aws-sdk/client-ssm'
import { describe, expect, test } from 'vitest'
import { factPath } from '#infra/parameters'
import { parameterPath } from '#shared/environment'
import { npmRunToEnd } from '../local/command.ts'
import { PLAIN, SECRETS, useStore } from './store.ts'

const store = useStore()

function params(args: readonly string[], input?: string) {
  return npmRunToEnd('params', args, { variables: store.variables(), ...(input !== undefined && { input }) })
}

async function held(name: string) {
  const Names = [parameterPath('dev', name)]
  const { Parameters = [] } = await store.client().send(new GetParametersCommand({ Names, WithDecryption: true }))
  return Parameters[0]
}

describe('before anything is deployed', () => {
  test('everything is missing, and the way to each is told', async () => {
    const { status, stdout } = await params(['dev'])
    expect(status).toBe(1)
    for (const name of [...Object.keys(PLAIN), ...SECRETS]) {
      expect(stdout).toContain(`npm run params -- dev set ${name}`)
    }
    expect(stdout).toContain('11 of 11 are missing or wrong')
    expect(stdout).toContain('clients.cms.clientSecret')
  })

  test('nothing can be set: the key is not there yet', async () => {
    const { status, stderr } = await params(['dev', 'set', 'CMS_CLIENT_SECRET'], 'the-secret')
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'The data stack of dev is not there: npm run deploy -- dev makes it\n',
    })
    expect(await held('CMS_CLIENT_SECRET')).toBeUndefined()
  })
})

describe('a parameter is set', () => {
  test('from standard input: a secret is sealed, and never shown', async () => {
    await store.deployData()
    const { status, stdout, stderr } = await params(['dev', 'set', 'CMS_CLIENT_SECRET'], 'the-secret-of-the-cms\n')
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'CMS_CLIENT_SECRET of dev is set: functions read it within five minutes\n',
    })
    expect(stderr).toBe('')
    expect(await held('CMS_CLIENT_SECRET')).toMatchObject({ Type: 'SecureString', Value: 'the-secret-of-the-cms' })
  })

  test('a plain one is a String, which the next deployment brings', async () => {
    const { stdout } = await params(['dev', 'set', 'AUTH0_URL'], 'https://example.eu.auth0.com')
    expect(stdout).toBe('AUTH0_URL of dev is set: the next npm run deploy -- dev brings it to the functions\n')
    expect(await held('AUTH0_URL')).toMatchObject({ Type: 'String', Value: 'https://example.eu.auth0.com' })
  })

  test.each([
    ['an empty value', ''],
    ['nothing but a line break', '\n'],
    ['two lines', 'one\ntwo'],
    ['a space at its end', 'value '],
    ['a control character', 'a\u0007b'],
    ['more than SSM takes', 'x'.repeat(4097)],
    ['a placeholder', '{{OTHER}}'],
  ])('but not to %s', async (_, value) => {
    const before = await held('FRONTEND_CLIENT_SECRET')
    const { status, stderr } = await params(['dev', 'set', 'FRONTEND_CLIENT_SECRET'], value)
    expect(status).toBe(2)
    expect(stderr).toMatch(/^FRONTEND_CLIENT_SECRET was not set: .+\n$/)
    expect(await held('FRONTEND_CLIENT_SECRET')).toEqual(before)
  })

  test('never from an argument, which other processes see', async () => {
    const { status, stderr, stdout } = await params(['dev', 'set', 'CMS_CLIENT_SECRET', 'typed-for-all-to-see'])
    expect(status).toBe(2)
    expect(stderr).toContain('A value is no argument')
    expect(stdout + stderr).not.toContain('typed-for-all-to-see')
    expect(await held('CMS_CLIENT_SECRET')).toMatchObject({ Value: 'the-secret-of-the-cms' })
  })

  test('that the configuration does not have: the ones it has are told', async () => {
    const { status, stderr } = await params(['dev', 'set', 'CMS_CLIENT_SECRT'], 'x')
    expect(status).toBe(2)
    expect(stderr).toContain('CMS_CLIENT_SECRT is no placeholder of the configuration')
    expect(stderr).toContain('CMS_CLIENT_SECRET')
  })
})

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
    expect((await params(['dev'])).stdout).toContain('The API is at https://abc.execute-api.eu-west-1.amazonaws.com')
  })

  test.each([
    ['a plain parameter that is sealed', 'preprod', 'AUTH0_CONNECTION', 'SecureString', 'IS A SECURESTRING'],
    ['a secret that is not', 'prod', 'CMS_CLIENT_SECRET', 'String', 'IS NO SECURESTRING'],
  ] as const)('finds %s', async (_, stage, name, type, says) => {
    await store.put(parameterPath(stage, name), 'value', type)
    const { status, stdout } = await params([stage])
    expect(status).toBe(1)
    expect(stdout).toContain(says)
  })
})

test.each([
  ['no stage', [], 'Name a stage: dev, preprod, prod'],
  ['an unknown stage', ['test'], 'Name a stage: dev, preprod, prod'],
  ['an unknown word', ['dev', 'get', 'X'], 'Write: npm run params -- dev set NAME'],
  ['an unknown option', ['dev', '--value', 'x'], "Unknown option '--value'"],
])('with %s it ends with a sentence and status 2', async (_, args, sentence) => {
  const { status, stderr } = await params(args)
  expect(status).toBe(2)
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
