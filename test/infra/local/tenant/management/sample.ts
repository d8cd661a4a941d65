import type { TenantUser } from '#infra/local/tenant/tenant'
import { DATABASE, PASSWORD } from '../support.ts'

function user(name: string, rest: Partial<TenantUser>): TenantUser {
  const created_at = '2025-01-01T00:00:00.000Z'
  const email = `${name}@example.com`
  return { user_id: `auth0|${name}`, email, password: PASSWORD, connection: DATABASE, created_at, ...rest }
}

/** Users to search among; their ids are `auth0|` and what the tables name. */
export const sample: TenantUser[] = [
  user('ann', {
    name: 'Ann Lee',
    given_name: 'Ann',
    email_verified: true,
    username: 'Ann',
    app_metadata: { role: 'Admin', level: 3, groups: ['red', 'green'], tags: [], nothing: null, empty: {} },
    user_metadata: { city: 'Paris', size: 13 },
    logins_count: 0,
    last_login: '2024-12-31T23:30:00.000Z',
  }),
  user('ben', {
    name: 'ben LEE',
    email: 'ben@Other.org',
    connection: 'employees',
    blocked: true,
    app_metadata: { role: 'admin', level: 10, groups: ['green'], team: { name: 'a b', leads: [{ id: 'x1' }] } },
    user_metadata: { city: 'paris' },
    logins_count: 12,
    last_login: '2025-12-31T12:00:00.000Z',
  }),
  user('cat', {
    name: 'Cat "the" Cow\\Bell',
    nickname: 'AND',
    app_metadata: { role: 'a*b', level: 100, note: 'x" OR email:*' },
    logins_count: 100,
    last_login: '2025-12-01T00:00:00.000Z',
    created_at: '2025-06-01T00:00:00.000Z',
  }),
  user('dan', {
    name: 'Dan',
    linked: [{ connection: 'partners', user_id: 'd1', provider: 'samlp', isSocial: false }],
    app_metadata: { role: 'auxb', 'dot.ted': 'yes' },
  }),
]

export const everyone = ['ann', 'ben', 'cat', 'dan']
