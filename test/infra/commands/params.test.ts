import { describe, expect, test } from 'vitest'
import { parameterPath } from '#shared/environment'
import { npmRunToEnd } from '../local/command.ts'
import { KEY, PLAIN, SECRETS, useStore } from './store.ts'

const store = useStore()

function params(args: readonly string[], input?: string) {
  return npmRunToEnd('params', args, { variables: store.variables(), ...(input !== undefined && { input }) })
}

describe('before anything is deployed', () => {
  test('everything is missing, and the way to each is told', async () => {
    const { status, stdout } = await params(['dev'])
    expect(status).toBe(1)
    for (const name of [...Object.keys(PLAIN), ...SECRETS]) {
      expect(stdout).toContain(`npm run params -- dev set ${name}`)
    }
    expect(stdout).toContain('To set: 11 of 11.')
    expect(stdout).toContain('clients.cms.clientSecret')
    expect(stdout).toContain('The data stack is not there yet, it comes first: npm run deploy -- dev')
  })

  test('nothing can be set: the key is not there yet', async () => {
    const { status, stderr } = await params(['dev', 'set', 'CMS_CLIENT_SECRET'], 'the-secret')
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'The data stack of dev is not there yet: npm run deploy -- dev makes it\n',
    })
    expect(await store.held('CMS_CLIENT_SECRET')).toBeUndefined()
  })
})

describe('a parameter is set', () => {
  test('from standard input: a secret is sealed, and never shown', async () => {
    await store.deployData()
    const { status, stdout, stderr } = await params(['dev', 'set', 'CMS_CLIENT_SECRET'], 'the-secret-of-the-cms\n')
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout:
        'CMS_CLIENT_SECRET of dev is set: functions read it within five minutes, or when the tenant refuses the old one\n',
    })
    expect(stderr).toBe('')
    expect(await store.held('CMS_CLIENT_SECRET')).toMatchObject({
      Type: 'SecureString',
      Value: 'the-secret-of-the-cms',
      KeyId: KEY,
    })
  })

  test('a plain one is a String, which the next deployment brings', async () => {
    const { stdout } = await params(['dev', 'set', 'AUTH0_URL'], 'https://example.eu.auth0.com')
    expect(stdout).toBe('AUTH0_URL of dev is set: npm run deploy -- dev brings it to the functions\n')
    expect(await store.held('AUTH0_URL')).toMatchObject({ Type: 'String', Value: 'https://example.eu.auth0.com' })
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
    const before = await store.held('FRONTEND_CLIENT_SECRET')
    const { status, stderr } = await params(['dev', 'set', 'FRONTEND_CLIENT_SECRET'], value)
    expect(status).toBe(2)
    expect(stderr).toMatch(/^FRONTEND_CLIENT_SECRET was not set: .+\n$/)
    expect(await store.held('FRONTEND_CLIENT_SECRET')).toEqual(before)
  })

  test.each([
    ['as a word of its own', ['CMS_CLIENT_SECRET', 'typed-for-all-to-see']],
    ['joined to the name', ['CMS_CLIENT_SECRET=typed-for-all-to-see']],
  ])('never from an argument, which other processes see: %s', async (_, words) => {
    const { status, stderr, stdout } = await params(['dev', 'set', ...words], 'another')
    expect(status).toBe(2)
    expect(stderr).toContain('A value is no argument')
    expect(stdout + stderr).not.toContain('typed-for-all-to-see')
    expect(await store.held('CMS_CLIENT_SECRET')).toMatchObject({ Value: 'the-secret-of-the-cms' })
  })

  test.each(['CMS_CLIENT_SECRT', 'stack/key', 'a-secret-in-the-place-of-a-name'])(
    'that the configuration does not have: not %s, and the ones it has are told',
    async (name) => {
      const { status, stderr } = await params(['dev', 'set', name], 'x')
      expect(status).toBe(2)
      expect(stderr).toContain('The configuration has no placeholder of that name; it has AUTH0_CONNECTION, ')
      expect(stderr).not.toContain(name)
      expect(await store.held('stack/key')).toMatchObject({ Value: KEY, Version: 1 })
    },
  )

  test.each([
    ['AUTH0_URL', 'example.eu.auth0.com', 'clients.cms.auth0Url is "example.eu.auth0.com"'],
    ['CMS_URL', 'ftp://cms.example.com', 'clients.cms.redirectUrl is "ftp://cms.example.com/login/callback"'],
    ['CMS_SECRET_HASH', 'A'.repeat(64), 'clients.cms.secretHashes.0 must be the SHA-256 of the secret'],
  ])('that is good for its use: %s can’t be %s', async (name, value, why) => {
    const before = await store.held(name)
    const { status, stderr } = await params(['dev', 'set', name], value)
    expect(status).toBe(2)
    expect(stderr).toContain(`${name} was not set: ${why}`)
    expect(await store.held(name)).toEqual(before)
  })

  test('whose type is right: that of one that is there can’t be changed', async () => {
    await store.deployData('prod')
    await store.put(parameterPath('prod', 'FRONTEND_CLIENT_SECRET'), 'readable')
    const { status, stderr } = await params(['prod', 'set', 'FRONTEND_CLIENT_SECRET'], 'typed-for-nobody-to-see')
    expect(status).toBe(2)
    expect(stderr).toContain('HierarchyTypeMismatchException')
    expect(stderr).not.toContain('typed-for-nobody-to-see')
  })
})
