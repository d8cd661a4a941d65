import { createRequire } from 'node:module'
import { createLocalJWKSet } from 'jose'
import { expect, test } from 'vitest'
import { toProfile } from '#shared/profile'
import { verifyIdToken } from '#shared/tokens'
import exampleConfig from '../../infra/config.json' with { type: 'json' }
import { publicJwk, signToken, tenantKey } from '../shared/support/signing.ts'

type Action = (
  event: { readonly user: object },
  api: { readonly idToken: { setCustomClaim(name: string, value: unknown): void } },
) => Promise<void>

const { onExecutePostLogin }: { onExecutePostLogin: Action } = createRequire(import.meta.url)(
  '../../examples/auth0-login-action.cjs',
)

/** The claims that the Action puts into a user's ID token. */
async function claimsOf(user: object): Promise<Record<string, unknown>> {
  const claims = new Map<string, unknown>()
  await onExecutePostLogin({ user }, { idToken: { setCustomClaim: (name, value) => claims.set(name, value) } })
  return Object.fromEntries(claims)
}

test('a user’s metadata arrive in the profile, by the namespace of the example’s configuration', async () => {
  const user = { email: 'ada@example.com', app_metadata: { groups: ['editors'] }, user_metadata: { theme: 'dark' } }
  const standard = { iss: 'https://t.example/', aud: 'c', sub: 'auth0|1', iat: 1, exp: 2 ** 40 }
  const keys = createLocalJWKSet({ keys: [publicJwk(tenantKey)] })
  const claims = await verifyIdToken(signToken({ ...standard, ...(await claimsOf(user)) }), {
    keys,
    issuer: standard.iss,
    clientId: 'c',
    algorithms: ['RS256'],
    now: 5000,
  })
  expect(toProfile(claims, exampleConfig.customClaimsNamespaces)).toMatchObject({
    app_metadata: { groups: ['editors'] },
    user_metadata: { theme: 'dark' },
  })
})

test('a user without metadata has empty ones, and nothing else of a user becomes a claim', async () => {
  expect(await claimsOf({ email: 'ada@example.com' })).toEqual({
    'https://auth0-client.example/app_metadata': {},
    'https://auth0-client.example/user_metadata': {},
  })
})
