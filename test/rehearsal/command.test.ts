import { expect, test } from 'vitest'
import { npmRun, npmRunToEnd } from '../infra/local/command.ts'
import { send } from '../support/http.ts'
import { bearer, logInApp, passwordLogin } from '../support/login.ts'

test('npm run rehearse -- dev: the stage of the example, ready for logins, and gone when it is ended', async () => {
  const { url, printed, end } = await npmRun('rehearse', ['dev', '--port', '0'])
  const variables = Object.fromEntries(
    [...printed.matchAll(/(\w+)=(\S+) \\$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(printed).toContain('npm run doctor -- dev')
  expect(await npmRunToEnd('doctor', ['dev'], { variables })).toMatchObject({ status: 0, stderr: '' })
  expect(await send(`${url}/-/check-up`)).toMatchObject({ status: 200, body: { status: 'OK' } })
  const tokens = await logInApp(url, 'cms').catch((error: unknown) => error)
  expect(String(tokens), 'the back office needs its secret').toContain('invalid_client')
  const login = await passwordLogin(url, { secret: 'local-secret' })
  expect(login).toMatchObject({ status: 200 })
  const userinfo = await send(`${url}/userinfo`, { headers: bearer(String(login.body['accessToken'])) })
  expect(userinfo).toMatchObject({ status: 200, body: { email: 'demo@example.com' } })
  expect(await end('SIGINT')).toMatchObject({ status: 0 })
})

test.each([
  ['no stage', [], 'Name a stage: dev, preprod, prod'],
  ['an unknown stage', ['test'], 'Name a stage: dev, preprod, prod'],
  ['an unknown option', ['dev', '--prot', '0'], "Unknown option '--prot'"],
])('with %s it ends with a sentence', async (_, args, sentence) => {
  const { status, stderr } = await npmRunToEnd('rehearse', args)
  expect(status).toBe(1)
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
