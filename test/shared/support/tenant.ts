import { createLocalJWKSet } from 'jose'
import type { Ask, TenantRequest, TenantResponse } from '#shared/auth0/ask'
import { createAuthentication } from '#shared/auth0/authentication'
import { verifyLogoutToken } from '#shared/logout-token'
import { observe } from '#shared/observability'
import { createRevocation } from '#shared/revocation'
import type { Tenant } from '#shared/tenant'
import { verifyIdToken } from '#shared/tokens'
import { publicJwk, signToken, tenantKey } from './signing.ts'

/** What clients prove themselves with, and what their refresh tokens are sealed under for revocation. */
export const CLIENT_SECRET = 'secret'

/** What a scripted tenant does with one request: it answers, or it fails. */
export type Act = Partial<TenantResponse> | Error

/** An `ask` that records what was asked and does what the script says, the last act for ever. */
export function scriptedAsk(...script: (Act | (() => Promise<Act>))[]): { ask: Ask; asked: TenantRequest[] } {
  const asked: TenantRequest[] = []
  return {
    asked,
    async ask(request) {
      const next = script[Math.min(asked.length, script.length - 1)] ?? {}
      asked.push(request)
      const act = typeof next === 'function' ? await next() : next
      if (act instanceof Error) throw act
      return { status: 200, headers: {}, body: '', ...act }
    },
  }
}

/** The tenant as a function knows it, over an `ask` of the test's own; it signs with {@link tenantKey}. */
export function tenantOver(ask: Ask, clock: () => number): Tenant {
  const secret = {
    read: async () => CLIENT_SECRET,
    replacing: async () => undefined,
    opening: async () => undefined,
  }
  const authentication: Tenant['authentication'] = (client) => createAuthentication({ client, secret, ask, clock })
  const revokeQuietly: Tenant['revokeQuietly'] = async (client, token) => {
    if (token === undefined) return
    const revoked = authentication(client).revoke(token)
    await revoked.catch((error: unknown) => observe('revoke_failed', error))
  }
  const keys = createLocalJWKSet({ keys: [publicJwk(tenantKey)] })
  return {
    authentication,
    verify: (client, token, expectation) => {
      const { clientId, signingAlgs: algorithms } = client
      const issuer = `${client.auth0Url}/`
      return verifyIdToken(token, { ...expectation, keys, issuer, clientId, algorithms, now: clock() })
    },
    verifyLogout: ({ auth0Url, clientId, signingAlgs: algorithms }, token) =>
      verifyLogoutToken(token, { keys, issuer: `${auth0Url}/`, clientId, algorithms, now: clock() }),
    revokeQuietly,
    sealingSecret: async () => CLIENT_SECRET,
    revokeCarried: createRevocation({ stage: 'dev', secretOf: () => secret, revoke: revokeQuietly }),
  }
}

/** The same over a scripted `ask`. */
export function scriptedTenant(clock: () => number, ...script: (Act | (() => Promise<Act>))[]) {
  const { ask, asked } = scriptedAsk(...script)
  const tenant = tenantOver(ask, clock)
  const forms = (): Record<string, string | undefined>[] =>
    asked.map(({ url, form }) => ({ path: new URL(url).pathname, ...form }))
  return { tenant, asked, forms }
}

/** New tokens of a user as the tenant answers them. */
export function tokensOf(sub: string, changes: object = {}): Act {
  const claims = { iss: 'https://tenant.eu.auth0.com/', aud: 'client-id', sub, iat: 1_795_341_600, exp: 2 ** 40 }
  const id_token = signToken({ ...claims, email: 'new@site.example' })
  const body = { access_token: 'at-2', refresh_token: 'rt-2', id_token, token_type: 'Bearer', expires_in: 60 }
  return { body: JSON.stringify({ ...body, ...changes }) }
}
