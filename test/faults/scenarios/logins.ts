import { Browser } from '../../support/browser.ts'
import { type Answer, send } from '../../support/http.ts'
import { address, bearer, logInSite, obtainCode, reachCallback, tokensOf } from '../../support/login.ts'
import type { Lane } from '../lane.ts'
import { addPerson, CACHES_ARE_OLD, type Person, type Scenario, unless } from '../scenario.ts'

const typed = ({ username, password }: Person) => ({ username, password })

/** A request that begins a login: it may be made again at any time. */
function begins(name: string, path: string): Scenario {
  return {
    name,
    good: [302],
    async prepare(lane) {
      const person = await addPerson(lane)
      lane.advance(CACHES_ARE_OLD)
      const use = () => send(`${lane.url}${path}`)
      return { person, call: use, secrets: [], after: async () => unless([302], 'the next try', await use()) }
    },
  }
}

/** What a finished login gives: a cookie, or an access token. */
function credentialOf(answer: Answer): Readonly<Record<string, string>> {
  const cookie = answer.cookies.find((value) => value.startsWith('sid='))?.split(';')[0]
  return cookie === undefined ? bearer(tokensOf(answer).accessToken) : { cookie }
}

const works = async ({ url }: Lane, credential: Readonly<Record<string, string>>) =>
  unless([200], 'what the login gave', await send(`${url}/userinfo`, { headers: credential }))

/** A login by password; when it failed, the next one does not. */
function byPassword(name: string, type: string): Scenario {
  return {
    name,
    good: [200],
    beginsLogin: true,
    async prepare(lane) {
      const person = await addPerson(lane)
      lane.advance(CACHES_ARE_OLD)
      const form = { grant_type: 'password', ...typed(person) }
      const use = () => send(`${lane.url}/oauth/token`, { form, headers: { 'client-type': type } })
      const after = async (answer: Answer) => works(lane, credentialOf(answer.status === 200 ? answer : await use()))
      return { person, call: use, secrets: [person.password], after }
    },
  }
}

/** A login in a browser that has a session already: whichever way it ends, one session is left, or none. */
function again(name: string): Scenario {
  return {
    name,
    good: [200],
    beginsLogin: true,
    async prepare(lane) {
      const person = await addPerson(lane)
      const cookie = await logInSite(lane.url, 'site', typed(person))
      lane.advance(CACHES_ARE_OLD)
      const form = { grant_type: 'password', ...typed(person) }
      const use = () => send(`${lane.url}/oauth/token`, { form, headers: { 'client-type': 'site', cookie } })
      const old = () => send(`${lane.url}/userinfo`, { headers: { cookie } })
      return {
        person,
        call: use,
        secrets: [person.password, cookie.slice('sid='.length)],
        async after(answer) {
          const last = answer.status === 200 ? answer : await use()
          return [...(await works(lane, credentialOf(last))), ...unless([401], 'the session before it', await old())]
        },
      }
    },
  }
}

/** An app's or a page's code. */
function byCode(name: string, type: string): Scenario {
  return {
    name,
    good: [200],
    also: { 403: 'the login was taken up by an attempt whose answer was lost: it begins again' },
    beginsLogin: true,
    async prepare(lane) {
      const person = await addPerson(lane)
      lane.advance(CACHES_ARE_OLD)
      const browser = new Browser()
      const begin = () => obtainCode(browser, lane.url, { client_type: type }, typed(person))
      const trade = (form: { code: string; state: string }) =>
        browser.send(`${lane.url}/oauth/token`, { form, headers: { 'client-type': type } })
      const form = await begin()
      const after = async (answer: Answer) =>
        works(lane, credentialOf(answer.status === 200 ? answer : await trade(await begin())))
      return { person, call: () => trade(form), secrets: [person.password, form.code], after }
    },
  }
}

/** A website's login that ends at our own callback. */
const callback: Scenario = {
  name: 'GET /web-login/callback',
  good: [302],
  beginsLogin: true,
  async prepare(lane) {
    const person = await addPerson(lane)
    lane.advance(CACHES_ARE_OLD)
    const browser = new Browser()
    const begin = (from: string) => reachCallback(browser, from, typed(person))
    const url = await begin(address(lane.url, '/web-login', { client_type: 'site' }))
    const use = () => browser.send(url)
    return {
      person,
      call: use,
      secrets: [person.password, url.searchParams.get('code') ?? ''],
      async after(answer) {
        const to = String(answer.headers.location ?? '')
        const restarts = to.startsWith('/web-login')
        const from = restarts ? `${lane.url}${to}` : address(lane.url, '/web-login', { client_type: 'site' })
        const last = answer.status === 302 && !restarts ? answer : await browser.send(await begin(from))
        return works(lane, credentialOf(last))
      },
    }
  },
}

/** Those who log in. */
export const logins: readonly Scenario[] = [
  begins('GET /authorize', '/authorize?client_type=app'),
  begins('GET /web-login', '/web-login?client_type=site'),
  byPassword('POST /oauth/token, password, app', 'app'),
  byPassword('POST /oauth/token, password, website', 'site'),
  again('POST /oauth/token, password, with a session already'),
  byCode('POST /oauth/token, code, app', 'app'),
  byCode('POST /oauth/token, code, website', 'site'),
  callback,
]
