import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed } from '../../support/config.ts'
import { type Call, refusal, send } from '../../support/http.ts'
import { addPerson, clearTenant, mailsTo, type Person } from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'

const CHANGE_PASSWORD = '/dbconnections/change_password'
const clients = {
  app: { supportedConnections: ['staff', 'partners'], defaultConnection: 'staff' },
  keyed: { ...keyed('keyed'), supportedConnections: ['partners'] },
  several: { supportedConnections: ['staff', 'partners'] },
  none: {},
}
const options = { config: configOf(clients, { defaultClient: 'app' }) }

let stage: TestStage
let person: Person

beforeAll(async () => {
  stage = await openStage(options)
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
})

afterAll(() => stage.close())

function ask(json: unknown, headers: Record<string, string> = {}, on = stage) {
  return send(`${on.url}/change-password`, { json, headers })
}

describe('POST /change-password', () => {
  test('needs no login, and has Auth0 send its mail: 202', async () => {
    expect(await ask({ email: person.email })).toMatchObject({ status: 202, text: '{}' })
    expect(await mailsTo(stage, person.email)).toEqual(['password-change'])
  })

  test('takes a form as well, and an address of any case', async () => {
    const form = { email: person.email.toUpperCase(), connection: 'staff' }
    expect(await send(`${stage.url}/change-password`, { form })).toMatchObject({ status: 202 })
    expect(await mailsTo(stage, person.email)).toEqual(['password-change'])
  })

  test('answers the same for a user who does not exist, at once and afterwards', async () => {
    const stranger = { email: `${randomUUID()}@example.com` }
    for (const _ of ['first', 'throttled']) {
      const [known, unknown] = [await ask({ email: person.email }), await ask(stranger)]
      const shape = ({ status, text, headers }: typeof known) => ({ status, text, names: Object.keys(headers) })
      expect(shape(unknown)).toEqual(shape(known))
    }
    const asked = await stage.admin.requests(CHANGE_PASSWORD)
    expect(asked.map(({ body }) => body['email'])).toEqual([person.email, stranger.email])
  })

  test('chooses the client’s own connection', async () => {
    const partner = await addPerson(stage, 'partners', { email: person.email })
    await ask({ email: partner.email }, { secret: callerSecret('keyed') })
    const [request] = await stage.admin.requests(CHANGE_PASSWORD)
    expect(request?.body).toMatchObject({ client_id: 'application-keyed', connection: 'partners' })
  })
})

describe('one mail a minute goes to one address', () => {
  test('whatever its case, from all instances; each time it is 202', async () => {
    const twin = await openTwin(stage, options)
    const all = [stage, twin].flatMap((on) => [
      ask({ email: person.email }, {}, on),
      ask({ email: person.email.toUpperCase() }, {}, on),
      ask({ email: person.email, connection: 'staff' }, { 'client-type': 'several' }, on),
    ])
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(6).fill(202))
    expect(await mailsTo(stage, person.email)).toEqual(['password-change'])
    await twin.close()
  })

  test('and the next one after that minute', async () => {
    await ask({ email: person.email })
    stage.advance(58)
    await ask({ email: person.email })
    expect(await mailsTo(stage, person.email)).toHaveLength(1)
    stage.advance(3)
    await ask({ email: person.email })
    expect(await mailsTo(stage, person.email)).toHaveLength(2)
  })

  test('nobody’s mail keeps another’s back', async () => {
    const other = await addPerson(stage, 'staff')
    await ask({ email: person.email })
    await ask({ email: other.email })
    expect(await mailsTo(stage, other.email)).toHaveLength(1)
  })
})

describe('while the tenant can’t send it', () => {
  test.each(['status', 'reset'] as const)('it is 503 with Retry-After, and the next try sends it: %s', async (kind) => {
    await stage.admin.fault({ path: CHANGE_PASSWORD, kind })
    const answer = await ask({ email: person.email })
    expect(answer).toEqual(refusal(503, 'temporarily_unavailable'))
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await ask({ email: person.email })).toMatchObject({ status: 202 })
    expect(await mailsTo(stage, person.email)).toEqual(['password-change'])
  })
})

describe('a senseless request is refused, and the tenant is not asked', () => {
  test.each<[string, unknown, Record<string, string>]>([
    ['email', {}, {}],
    ['email', { email: '' }, {}],
    ['email', { email: 'nobody' }, {}],
    ['email', { email: ['a@example.com'] }, {}],
    ['email', { email: 'a@example.com,b@example.com' }, {}],
    ['email', { email: 'a@example.com\r\nbcc: b@example.com' }, {}],
    ['connection', { email: 'a@example.com', connection: 'elsewhere' }, {}],
    ['connection', { email: 'a@example.com' }, { 'client-type': 'several' }],
    ['connection', { email: 'a@example.com' }, { 'client-type': 'none' }],
  ])('without a proper %s: %j %j', async (name, json, headers) => {
    const answer = await ask(json, headers)
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(name)
    expect(await stage.admin.counters()).toEqual({})
  })

  test.each<[string, Call['headers']]>([
    ['unknown', { 'client-type': 'nobody' }],
    ['unproven', { 'client-type': 'keyed' }],
    ['with a wrong secret', { secret: 'wrong' }],
  ])('by a client that is %s: 401', async (_, headers) => {
    const answer = await send(`${stage.url}/change-password`, {
      json: { email: person.email },
      ...(headers && { headers }),
    })
    expect(answer).toEqual(refusal(401, 'invalid_client'))
    expect(await stage.admin.counters()).toEqual({})
  })
})
