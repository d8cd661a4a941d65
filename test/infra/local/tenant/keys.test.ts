import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, logIn, refresh, send, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

async function idToken(changes = {}): Promise<string> {
  return String((await logIn(tenant, changes)).body['id_token'])
}

describe('signing keys', () => {
  const published = async () => {
    const { body } = await send(tenant, '/.well-known/jwks.json')
    return (body['keys'] as { kid: string }[]).map(({ kid }) => kid)
  }
  const kidOf = async () => decodeProtectedHeader(await idToken()).kid

  test('the current and the next are published, public parts only', async () => {
    const { body } = await send(tenant, '/.well-known/jwks.json')
    expect(body['keys']).toHaveLength(2)
    for (const key of body['keys'] as object[]) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    }
  })

  test('a rotation signs with the next; the previous verifies until it is revoked', async () => {
    const old = await idToken()
    const [current, next] = await published()
    expect(await kidOf()).toBe(current)
    await admin(tenant, 'POST', 'keys/rotate')
    expect(await kidOf()).toBe(next)
    expect(await published()).toEqual([next, expect.any(String), current])
    const keys = () => createRemoteJWKSet(new URL('.well-known/jwks.json', tenant.issuer))
    await jwtVerify(old, keys())
    await admin(tenant, 'POST', 'keys/revoke-previous')
    expect(await published()).not.toContain(current)
    await expect(jwtVerify(old, keys())).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('refresh tokens outlive a rotation', async () => {
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    await admin(tenant, 'POST', 'keys/rotate')
    expect(await refresh(tenant, body['refresh_token'])).toMatchObject({ status: 200 })
  })
})
