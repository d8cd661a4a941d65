import { issuer } from '@openauthjs/openauth'
import { createClient } from '@openauthjs/openauth/client'
import { Oauth2Provider } from '@openauthjs/openauth/provider/oauth2'
import { DynamoStorage } from '@openauthjs/openauth/storage/dynamo'
import { createSubjects } from '@openauthjs/openauth/subject'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { getCookie } from 'hono/cookie'
import * as v from 'valibot'
import { BASE_URL, CLIENT } from './settings.mjs'

const subjects = createSubjects({
  user: v.object({
    sub: v.string(),
    name: v.string(),
    email: v.string(),
    email_verified: v.boolean(),
    picture: v.string(),
  }),
})
const app = issuer({
  subjects,
  storage: DynamoStorage({ table: 'openauth', endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB }),
  providers: {
    auth0: Oauth2Provider({
      clientID: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      endpoint: {
        authorization: 'https://tenant.eu.auth0.com/authorize',
        token: 'https://tenant.eu.auth0.com/oauth/token',
      },
      scopes: ['openid', 'profile', 'email'],
    }),
  },
  success: (ctx, { tokenset }) => ctx.subject('user', tokenset.raw),
})
// Issuer and client in one function: the client asks the issuer for its keys without a request.
const client = createClient({ clientID: 'app', issuer: BASE_URL, fetch: (url, init) => app.request(url, init) })

const site = new Hono()
site.get('/userinfo', async (c) => {
  const { err, subject } = await client.verify(subjects, getCookie(c, 'access_token') ?? '')
  return err ? c.json({ error: 'no_session' }, 401) : c.json(subject.properties)
})
site.route('/', app)

export const handler = handle(site)
