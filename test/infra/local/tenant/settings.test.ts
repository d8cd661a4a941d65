import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { API, admin, logIn, refresh, send, startTenant, web } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

async function idToken(changes = {}): Promise<string> {
  return String((await logIn(tenant, changes)).body['id_token'])
}

describe('settings', () => {
  const change = (settings: Record<string, unknown>) => admin(tenant, 'PATCH', 'settings', settings)

  test.each([{}, { audience: API }])('accessTokenLifetime counts for tokens of %j', async (login) => {
    await change({ accessTokenLifetime: 1 })
    expect((await logIn(tenant, login)).body['expires_in']).toBe(1)
    await admin(tenant, 'DELETE', 'settings')
    expect((await logIn(tenant, login)).body['expires_in']).toBe(86_400)
  })

  test('idTokenClaims replace, add and remove claims', async () => {
    await change({ idTokenClaims: { aud: 'other', azp: 'other', exp: 1, sub: null, extra: [1] } })
    const claims = decodeJwt(await idToken())
    expect(claims).toMatchObject({ iss: tenant.issuer, aud: 'other', azp: 'other', exp: 1, extra: [1] })
    expect(claims).not.toHaveProperty('sub')
  })

  test('foreignKey signs with a key that is not published', async () => {
    await change({ foreignKey: true })
    const { body } = await send(tenant, '/.well-known/jwks.json')
    const keys = createLocalJWKSet(body as { keys: [] })
    await expect(jwtVerify(await idToken(), keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('idTokenAlg none does not sign', async () => {
    await change({ idTokenAlg: 'none' })
    expect(await idToken()).toMatch(/\.$/)
  })

  test('idTokenAlg HS256 signs with the secret of the application', async () => {
    await change({ idTokenAlg: 'HS256' })
    const { protectedHeader } = await jwtVerify(await idToken(), Buffer.from(web.client_secret))
    expect(protectedHeader.alg).toBe('HS256')
  })

  test('tokenLimit lets a hundred through at once', async () => {
    await change({ tokenLimit: true })
    const answers = []
    for (let i = 0; i < 140; i += 1) answers.push((await refresh(tenant, 'unknown')).status)
    expect(answers.slice(0, 100)).not.toContain(429)
    expect(answers).toContain(429)
  })
})
