import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { refusal, send } from '../../support/http.ts'
import { bearer } from '../../support/login.ts'
import { addPerson, appOf, clearTenant, managementSecret, managing, office, siteOf } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'
import { REFRESHES } from '../../support/tenant.ts'

const admins = { app_metadata: { groups: ['admins'] } }
const config = configOf({ office, site: website, app: {} }, managing(['staff'], {}, { groups: ['admins'] }))

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

function count(headers: Record<string, string>) {
  return send(`${stage.url}/users/count`, { headers })
}

describe('whoever managed users a moment ago may no longer', () => {
  test('after a logout', async () => {
    const boss = await addPerson(stage, 'staff', admins)
    const cookie = await siteOf(stage, boss)
    const { authorization } = bearer((await appOf(stage, boss)).accessToken)
    for (const headers of [{ cookie }, { authorization }]) {
      expect(await count(headers)).toMatchObject({ status: 200 })
      await send(`${stage.url}/logout`, { headers })
      expect(await count(headers)).toEqual(refusal(401, 'invalid_token'))
    }
  })

  test('once the session or the bearer has expired', async () => {
    await stage.admin.settings({ accessTokenLifetime: 3600 })
    const boss = await addPerson(stage, 'staff', admins)
    const cookie = await siteOf(stage, boss)
    const headers = bearer((await appOf(stage, boss)).accessToken)
    stage.advance(3601)
    expect(await count(headers)).toEqual(refusal(401, 'invalid_token'))
    expect(await count({ cookie })).toMatchObject({ status: 200 })
    stage.advance(86_400)
    expect(await count({ cookie })).toEqual(refusal(401, 'invalid_token'))
  })

  test('once a refresh has shown that the group is gone', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const boss = await addPerson(stage, 'staff', admins)
    const cookie = await siteOf(stage, boss)
    await stage.admin.changeUser(boss.id, { app_metadata: { groups: [] } })
    expect(await count({ cookie })).toMatchObject({ status: 200 })
    stage.advance(61)
    expect(await count({ cookie })).toEqual(refusal(403, 'access_denied'))
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('once the tenant refuses to refresh a blocked user', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const boss = await addPerson(stage, 'staff', admins)
    const cookie = await siteOf(stage, boss)
    await stage.admin.changeUser(boss.id, { blocked: true })
    stage.advance(61)
    expect(await count({ cookie })).toEqual(refusal(401, 'invalid_token'))
  })
})

describe('a credential that is not what it seems', () => {
  test('of another client than the one named is 401', async () => {
    const { accessToken } = await appOf(stage, await addPerson(stage, 'staff', admins))
    const answer = await count({ ...bearer(accessToken), 'client-type': 'site' })
    expect(answer).toEqual(refusal(401, 'invalid_client'))
  })

  test('one of two live sessions of one name is 401: one was planted', async () => {
    const people = [await addPerson(stage, 'staff', admins), await addPerson(stage, 'staff', admins)]
    const cookies = await Promise.all(people.map((person) => siteOf(stage, person)))
    expect(await count({ cookie: cookies.join('; ') })).toEqual(refusal(401, 'invalid_token'))
  })

  test('a group that is no list of groups is 403', async () => {
    for (const groups of ['admins', { admins: true }, ['Admins'], [['admins']]]) {
      const cookie = await siteOf(stage, await addPerson(stage, 'staff', { app_metadata: { groups } }))
      expect(await count({ cookie })).toEqual(refusal(403, 'access_denied'))
    }
  })

  test('a group in user_metadata, which users write themselves, is 403', async () => {
    const person = await addPerson(stage, 'staff', { user_metadata: { groups: ['admins'] } })
    expect(await count({ cookie: await siteOf(stage, person) })).toEqual(refusal(403, 'access_denied'))
  })
})
