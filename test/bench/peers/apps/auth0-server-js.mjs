import { CookieTransactionStore, ServerClient, StatelessStateStore } from '@auth0/auth0-server-js'
import { BASE_URL, CLIENT, LIFETIME, SECRET } from './settings.mjs'

const cookies = {
  getCookie: (name, { jar }) => jar[name],
  getCookies: ({ jar }) => jar,
  setCookie: (name, value, _, { set }) => set.push(`${name}=${value}`),
  deleteCookie: (name, { set }) => set.push(`${name}=; Max-Age=0`),
}

const auth0 = new ServerClient({
  domain: 'tenant.eu.auth0.com',
  ...CLIENT,
  authorizationParams: { redirect_uri: `${BASE_URL}/callback` },
  transactionStore: new CookieTransactionStore({ secret: SECRET }, cookies),
  stateStore: new StatelessStateStore({ secret: SECRET, rolling: false, absoluteDuration: LIFETIME }, cookies),
})

export const handler = async ({ cookies: sent = [] }) => {
  const jar = Object.fromEntries(sent.map((cookie) => cookie.split(/=(.*)/s).slice(0, 2)))
  const user = await auth0.getUser({ jar, set: [] })
  return user ? { statusCode: 200, body: JSON.stringify(user) } : { statusCode: 401 }
}
