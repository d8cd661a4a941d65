import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Call, parseObject, send } from '../support/http.ts'
import { demo } from '../support/login.ts'
import { addPerson, clearTenant, formOf } from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { readTable } from '../support/table.ts'

const CHANGE_PASSWORD = '/dbconnections/change_password'

let stage: TestStage

beforeAll(async () => {
  const connections = { supportedConnections: ['staff'] }
  const clients = {
    site: { ...website, ...connections },
    app: connections,
    elsewhere: { supportedConnections: ['others'] },
  }
  stage = await openStage({ config: configOf(clients) })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

/**
 * All by which one call can be told from another: the answer, what the tenant was asked and in which order, what was
 * written to the table, and what the log says. Equal work takes equal time; `test/bench/enumeration.ts` measures it.
 */
async function traceOf(path: string, call: Call): Promise<unknown> {
  await stage.admin.forget()
  const [items, lines] = [await readTable(stage), stage.logs.length]
  const { status, headers, cookies, body } = await send(`${stage.url}${path}`, call)
  const { requestId: _, ...said } = body
  const asked = await stage.admin.requests()
  const written = (await readTable(stage)).length - items.length
  const logged = stage.logs.slice(lines).map(parseObject)
  return {
    answer: { status, said, headers: Object.keys(headers), length: JSON.stringify(said).length, cookies },
    asked: asked.map(({ method, path: to, body: form }) => [method, to, Object.keys(form)]),
    written,
    logged: logged.map(({ requestId, timestamp, milliseconds, _aws, ...line }) => line),
  }
}

describe('whether a user exists is not told', () => {
  const nobody = () => `${crypto.randomUUID()}@example.com`
  /** Nobody was asked for before: an attempt more or less leaves other traces. */
  const staff = () => addPerson(stage, 'staff')
  const others = () => addPerson(stage, 'others')

  test.each<[string, () => Promise<Record<string, string>>]>([
    ['an unknown user', async () => ({ ...formOf(await staff()), username: nobody() })],
    ['a user of another connection', async () => ({ ...formOf(await others()), connection: 'staff' })],
    ['a name that is no address', async () => ({ ...formOf(await staff()), username: crypto.randomUUID() })],
  ])('by a login with a password: %s is as a wrong password', async (_, form) => {
    for (const type of ['app', 'site']) {
      const login = (fields: Record<string, string>) =>
        traceOf('/oauth/token', {
          headers: { 'client-type': type },
          form: { grant_type: 'password', ...fields, password: 'Wrong-Password-9' },
        })
      expect(await login(await form())).toEqual(await login(formOf(await staff())))
    }
  })

  test.each<[string, () => Promise<string>]>([
    ['an unknown address', async () => nobody()],
    ['the address of a user of another connection', async () => (await others()).email],
  ])('by the mail for a new password: %s, and again while it is held back', async (_, address) => {
    for (const client of ['app', 'site']) {
      const ask = (email: string) =>
        traceOf('/change-password', { json: { email }, headers: { 'client-type': client } })
      const [strange, { email: known }] = [await address(), await staff()]
      const first = await ask(strange)
      expect(first).toMatchObject({ answer: { status: 202 }, asked: [['POST', CHANGE_PASSWORD, expect.anything()]] })
      expect(await ask(known)).toEqual(first)
      expect(await ask(known)).toEqual(await ask(strange))
    }
  })

  test('by the forwarding to the tenant’s login page', async () => {
    const begin = async (login_hint: string) => {
      const { status, headers } = await send(`${stage.url}/web-login?client_type=site&login_hint=${login_hint}`)
      return { status, names: [...new URL(headers.location ?? '').searchParams.keys()] }
    }
    expect(await begin(demo.username)).toEqual(await begin('nobody@example.com'))
  })
})
