import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { refusal, send } from '../../support/http.ts'
import { refreshInFlight } from '../../support/in-flight.ts'
import { bearer, tokensOf } from '../../support/login.ts'
import { expectAlive, expectEnded, type Held, logInEverywhere } from '../../support/logins.ts'
import {
  addPerson,
  appOf,
  clearTenant,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  siteOf,
  withScope,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

let stage: TestStage
let person: Person
let held: Held

beforeAll(async () => {
  // Forty logins at once are more than one user may try from one address.
  const changes = { ...managing(['staff']), passwordAttempts: { limit: 0 } }
  const config = configOf({ office, site: website, app: {}, cms: withScope('read:things') }, changes)
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
  held = await logInEverywhere(stage, person)
})

afterAll(() => stage.close())

function end({ id } = person) {
  return manage(stage, `/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

function refreshBody({ tokens }: Held) {
  return { json: { refresh_token: tokens.refreshToken } }
}

describe('DELETE /sessions/{userId}', () => {
  test('ends cookies, bearers and refresh tokens at once, although a JWT among them has not expired', async () => {
    expect(held.jwt.accessToken.split('.')).toHaveLength(3)
    expect(await end()).toMatchObject({ status: 200, body: { count: 3 }, text: '{"count":3}' })
    await expectEnded(stage, held)
  })

  test('counts logins: an app’s with all its tokens is one, and what has expired is none', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    await siteOf(stage, person)
    const { refreshToken } = await appOf(stage, person)
    tokensOf(await send(`${stage.url}/refreshtoken`, { json: { refresh_token: refreshToken } }))
    stage.advance(61)
    expect(await end()).toMatchObject({ body: { count: 5 } })
    expect(await end()).toMatchObject({ status: 200, body: { count: 0 } })
    const cookie = await siteOf(stage, person)
    stage.advance(86_401)
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 401 })
    expect(await end()).toMatchObject({ body: { count: 0 } })
  })

  test('ends the replay of a used refresh token, too', async () => {
    const json = { refresh_token: held.tokens.refreshToken }
    const renewed = tokensOf(await send(`${stage.url}/refreshtoken`, { json }))
    expect(tokensOf(await send(`${stage.url}/refreshtoken`, { json }))).toEqual(renewed)
    await end()
    expect(await send(`${stage.url}/refreshtoken`, { json })).toEqual(refusal(401, 'invalid_token'))
    await expectEnded(stage, { ...held, tokens: renewed })
  })

  test.each(['cookie', 'refresh token'])('ends a login whose refresh by %s is under way', async (by) => {
    const call = by === 'cookie' ? { method: 'POST', headers: { cookie: held.cookie } } : refreshBody(held)
    const { answer } = await refreshInFlight(stage, '/refreshtoken', call)
    expect(await end()).toMatchObject({ status: 200, body: { count: 3 } })
    expect(await answer).toEqual(refusal(401, 'invalid_token'))
    await expectEnded(stage, held)
  })

  test('leaves others alone, and the user may log in again', async () => {
    const other = await logInEverywhere(stage, await addPerson(stage, 'staff'))
    await end()
    await expectAlive(stage, other)
    await expectAlive(stage, await logInEverywhere(stage, person))
  })

  test('ends more logins than a page of the index holds', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => appOf(stage, person)))
    expect(await end()).toMatchObject({ body: { count: 43 } })
    for (const { accessToken } of all) {
      expect(await send(`${stage.url}/userinfo`, { headers: bearer(accessToken) })).toMatchObject({ status: 401 })
    }
  })

  test('of nobody is 404', async () => {
    expect(await end({ ...person, id: 'auth0|nobody' })).toEqual(refusal(404, 'not_found'))
  })

  test('of a user who was deleted at Auth0 ends what is left here', async () => {
    await send(`${stage.tenantUrl}/_admin/users/${encodeURIComponent(person.id)}`, { method: 'DELETE' })
    expect(await end()).toMatchObject({ status: 200, body: { count: 3 } })
    await expectEnded(stage, held)
    expect(await end()).toEqual(refusal(404, 'not_found'))
  })
})
