import { describe, expect, it } from 'vitest'
import { tenantLogout } from '#shared/logout'
import { makeClient } from './support/config.ts'

const client = makeClient({ allowedRedirects: ['https://app.example/bye'] })

/** What the tenant's logout gets for a query of ours. */
function sent(query: ConstructorParameters<typeof URLSearchParams>[0]): Record<string, string> {
  const url = new URL(tenantLogout(client, new URLSearchParams(query)))
  expect(url.origin + url.pathname).toBe('https://tenant.eu.auth0.com/v2/logout')
  return Object.fromEntries(url.searchParams)
}

describe('the tenant’s logout leads back', () => {
  it.each<[string, Record<string, string>, string]>([
    ['to a path of the client’s own origin', { redirect: '/bye?x=1' }, 'https://site.example/bye?x=1'],
    ['to a listed address', { redirect: 'https://app.example/bye' }, 'https://app.example/bye'],
    ['by redirectUri in older callers', { redirectUri: '/old' }, 'https://site.example/old'],
    ['by redirect before redirectUri', { redirect: '/a', redirectUri: '/b' }, 'https://site.example/a'],
  ])('%s', (_, query, returnTo) => {
    expect(sent(query)).toEqual({ client_id: 'client-id', returnTo })
  })

  it.each(['', '//evil.example', 'https://evil.example', '/\\evil.example', 'https://app.example/other', 'bye'])(
    'nowhere in particular when it should lead to %j',
    (redirect) => {
      expect(sent({ redirect })).toEqual({ client_id: 'client-id' })
    },
  )
})

it('nowhere in particular when it is said twice', () => {
  expect(sent('redirect=/a&redirect=/b')).toEqual({ client_id: 'client-id' })
})

it('federated is passed on, and nothing else', () => {
  expect(sent({ federated: '', client_id: 'other', returnTo: 'https://evil.example', x: '1' })).toEqual({
    client_id: 'client-id',
    federated: '',
  })
})
