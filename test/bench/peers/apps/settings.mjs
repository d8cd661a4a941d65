/** What all peers share: an application, and the session of somebody who has logged in. */
export const SECRET = 'a-long-randomly-generated-string-stored-in-env'
export const BASE_URL = 'https://api.example.com'
export const CLIENT = { clientId: 'client', clientSecret: 'client-secret' }

/** A year: sessions that outlive every run. */
export const LIFETIME = 365 * 86_400

export const CLAIMS = {
  sub: 'auth0|0123456789abcdef01234567',
  nickname: 'ada',
  name: 'ada@example.com',
  picture: 'https://s.gravatar.com/avatar/0123456789abcdef?s=480',
  updated_at: '2026-11-22T10:00:00.000Z',
  email: 'ada@example.com',
  email_verified: true,
  'https://auth0-client.example/groups': ['editors', 'authors'],
}

export const COGNITO = {
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_abcdefghi',
  userPoolAppId: '0123456789abcdefghijklmnop',
}

/** Memory of better-auth's adapter: its user and session. */
export function memoryOf(now) {
  const { name, email, picture: image } = CLAIMS
  const dates = { createdAt: now, updatedAt: now }
  const user = { id: 'u1', name, email, emailVerified: true, image, ...dates }
  const expiresAt = new Date(now.getTime() + LIFETIME * 1000)
  const session = { id: 's1', token: 'tok_0123456789abcdef0123456789abcdef', userId: 'u1', expiresAt, ...dates }
  return { user: [user], session: [session], account: [], verification: [] }
}
