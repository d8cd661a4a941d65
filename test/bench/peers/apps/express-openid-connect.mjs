import express from 'express'
import oidc from 'express-openid-connect'
import serverless from 'serverless-http'
import { BASE_URL, CLIENT, LIFETIME, SECRET } from './settings.mjs'

const app = express()
app.use(
  oidc.auth({
    authRequired: false,
    auth0Logout: true,
    issuerBaseURL: 'https://tenant.eu.auth0.com',
    baseURL: BASE_URL,
    clientID: CLIENT.clientId,
    clientSecret: CLIENT.clientSecret,
    secret: SECRET,
    authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access' },
    session: { rolling: false, absoluteDuration: LIFETIME },
  }),
)
app.get('/userinfo', oidc.requiresAuth(), (request, response) => response.json(request.oidc.user))

const serve = serverless(app)
export const handler = (event, context) => serve({ body: '', ...event }, context)
