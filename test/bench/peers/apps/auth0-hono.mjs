import { auth } from '@auth0/auth0-hono'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { BASE_URL, CLIENT, LIFETIME, SECRET } from './settings.mjs'

const app = new Hono()
app.use(
  auth({
    domain: 'tenant.eu.auth0.com',
    clientID: CLIENT.clientId,
    clientSecret: CLIENT.clientSecret,
    baseURL: BASE_URL,
    authRequired: true,
    errorOnRequiredAuth: true,
    session: { secret: SECRET, rolling: false, absoluteDuration: LIFETIME },
  }),
)
app.get('/userinfo', async (c) => c.json((await c.var.auth0Client.getSession(c)).user))

export const handler = handle(app)
