import { describe, expect } from 'vitest'
import { send } from '../support/http.ts'
import { bearer, passwordLogin, tokensOf } from '../support/login.ts'
import { asApp, person, profile, test } from './stage.ts'

describe('a password login at a foreign tenant', () => {
  test('gives an app its four fields and a bearer that we honour', async ({ stage, tenant }) => {
    const answer = await passwordLogin(stage.url, asApp, person)
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expireAt', 'idToken', 'refreshToken'])
    const { accessToken } = tokensOf(answer)
    const userinfo = await send(`${stage.url}/userinfo`, { headers: { ...asApp, ...bearer(accessToken) } })
    expect(userinfo.body).toEqual(profile)
    expect(tenant.served('token http://auth0.com/oauth/grant-type/password-realm')).toBeGreaterThan(0)
  })

  test('gives a website nothing but its cookie', async ({ stage, tenant: _ }) => {
    const answer = await passwordLogin(stage.url, { 'client-type': 'portal' }, { ...person, connection: 'partners' })
    expect(answer.body).toEqual({ cookie_sid: expect.stringMatching(/^[\w-]{43}$/) })
    const cookie = `sid=${answer.body['cookie_sid']}`
    const userinfo = await send(`${stage.url}/userinfo`, { headers: { cookie } })
    expect(userinfo.body).toEqual(profile)
  })

  test('goes to the Default Directory where the client names no connection', async ({ stage, tenant }) => {
    const before = tenant.served('token password')
    const answer = await passwordLogin(stage.url, { 'client-type': 'desk' }, person)
    expect(answer.status).toBe(200)
    expect(answer.body).not.toHaveProperty('refreshToken')
    expect(tenant.served('token password')).toBe(before + 1)
  })

  test('tells the gateway’s word for the address, and nobody else’s', async ({ stage, tenant }) => {
    const forged = { 'x-forwarded-for': '6.6.6.6', 'auth0-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6' }
    const answer = await passwordLogin(stage.url, { ...asApp, ...forged }, person)
    expect(answer.status).toBe(200)
    expect(tenant.addresses().at(-1)).toBe('127.0.0.1')
  })

  test('passes nothing on that the caller made up', async ({ stage, tenant: _ }) => {
    const more = { scope: 'admin website', audience: 'https://evil.example', realm: 'x', client_id: 'x', foo: 'bar' }
    const answer = await passwordLogin(
      stage.url,
      { ...asApp, cookie: 'a=b', 'user-agent': 'curl' },
      { ...person, ...more },
    )
    expect(answer.status).toBe(200)
  })

  test('fails with 403 when the password is wrong', async ({ stage, tenant: _ }) => {
    const answer = await passwordLogin(stage.url, asApp, { ...person, password: 'wrong' })
    expect(answer).toMatchObject({ status: 403, body: { error: 'invalid_grant' } })
  })
})
