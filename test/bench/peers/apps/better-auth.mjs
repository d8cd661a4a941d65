import { memoryAdapter } from '@better-auth/memory-adapter'
import { betterAuth } from 'better-auth'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { BASE_URL, CLIENT, memoryOf, SECRET } from './settings.mjs'

const auth = betterAuth({
  baseURL: BASE_URL,
  secret: SECRET,
  database: memoryAdapter(memoryOf(new Date())),
  telemetry: { enabled: false },
  session: { disableSessionRefresh: true },
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'auth0',
          ...CLIENT,
          // Without these it would ask the tenant for its configuration at each cold start.
          authorizationUrl: 'https://tenant.eu.auth0.com/authorize',
          tokenUrl: 'https://tenant.eu.auth0.com/oauth/token',
          userInfoUrl: 'https://tenant.eu.auth0.com/userinfo',
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
        },
      ],
    }),
  ],
})

const app = new Hono()
app.on(['GET', 'POST'], '/api/auth/*', (c) => auth.handler(c.req.raw))
app.get('/userinfo', async (c) => {
  const found = await auth.api.getSession({ headers: c.req.raw.headers })
  return found ? c.json(found.user) : c.json({ error: 'no_session' }, 401)
})

export const handler = handle(app)
