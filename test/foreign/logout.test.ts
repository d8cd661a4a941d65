import { describe, expect } from 'vitest'
import { send } from '../support/http.ts'
import { bearer, loggedInBrowser, passwordLogin, tokensOf } from '../support/login.ts'
import { asApp, person, test } from './stage.ts'

describe('a logout at a foreign tenant', () => {
  test.for(['/logout', '/logout?federated', '/logout?redirect=/bye', '/logout?redirect=/bye%3Fa%3D1'])(
    'ends a website’s session here and there: %s',
    async (path, { stage, tenant }) => {
      const alive = tenant.aliveLogins()
      const browser = await loggedInBrowser(stage.url, {}, person)
      const cookie = browser.cookies.header(new URL(stage.url)) ?? ''
      expect(tenant.aliveLogins()).toBe(alive + 1)

      const before = tenant.served('logout')
      const left = await browser.send(`${stage.url}${path}`)
      expect(left.status).toBe(302)
      const { headers } = await browser.send(left.headers.location ?? '')
      expect(headers.location).toBe(
        new URL(new URL(path, stage.url).searchParams.get('redirect') ?? '/', stage.url).href,
      )
      expect(tenant.served('logout')).toBe(before + 1)
      expect(tenant.aliveLogins()).toBe(alive)
      expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 401 })

      const { url } = await browser.visit(`${stage.url}/web-login`)
      expect(url.pathname).toBe('/u/login')
    },
  )

  test('revokes the token that a refreshed session holds now', async ({ stage, tenant }) => {
    const alive = tenant.aliveLogins()
    const browser = await loggedInBrowser(stage.url, {}, person)
    await browser.send(`${stage.url}/refreshtoken`, { method: 'POST' })
    await browser.send(`${stage.url}/logout`)
    expect(tenant.aliveLogins()).toBe(alive)
  })

  test('ends an app’s tokens here and there, after a refresh too', async ({ stage, tenant }) => {
    const alive = tenant.aliveLogins()
    const first = tokensOf(await passwordLogin(stage.url, asApp, person))
    const json = { refresh_token: first.refreshToken }
    const tokens = tokensOf(await send(`${stage.url}/refreshtoken`, { headers: asApp, json }))
    expect(tenant.aliveLogins()).toBe(alive + 1)

    const headers = { ...asApp, ...bearer(tokens.accessToken) }
    const left = await send(`${stage.url}/logout`, { headers, json: { refresh_token: tokens.refreshToken } })
    expect(left.status).toBe(204)
    expect(tenant.aliveLogins()).toBe(alive)
    for (const { accessToken } of [first, tokens]) {
      expect(await send(`${stage.url}/userinfo`, { headers: bearer(accessToken) })).toMatchObject({ status: 401 })
    }
    for (const { refreshToken } of [first, tokens]) {
      const again = await send(`${stage.url}/refreshtoken`, { headers: asApp, json: { refresh_token: refreshToken } })
      expect(again.status).toBe(401)
    }
  })

  test('by an app’s used refresh token revokes its successor', async ({ stage, tenant }) => {
    const alive = tenant.aliveLogins()
    const first = tokensOf(await passwordLogin(stage.url, asApp, person))
    const json = { refresh_token: first.refreshToken }
    await send(`${stage.url}/refreshtoken`, { headers: asApp, json })
    const headers = { ...asApp, ...bearer(first.accessToken) }
    expect(await send(`${stage.url}/logout`, { headers, json })).toMatchObject({ status: 204 })
    expect(tenant.aliveLogins()).toBe(alive)
  })

  test('by bearer alone ends the app’s tokens here', async ({ stage, tenant: _ }) => {
    const { accessToken, refreshToken } = tokensOf(await passwordLogin(stage.url, asApp, person))
    expect(await send(`${stage.url}/logout`, { headers: bearer(accessToken) })).toMatchObject({ status: 204 })
    const again = await send(`${stage.url}/refreshtoken`, { headers: asApp, json: { refresh_token: refreshToken } })
    expect(again.status).toBe(401)
  })

  test('happens for the session that a new login replaces', async ({ stage, tenant }) => {
    const alive = tenant.aliveLogins()
    const browser = await loggedInBrowser(stage.url, {}, person)
    await browser.visit(`${stage.url}/web-login`)
    expect(tenant.aliveLogins()).toBe(alive + 1)
  })
})
