import { CookieJar } from './cookie-jar.ts'
import { type Answer, type Call, send } from './http.ts'

/** What a person types into the tenant's login form. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Where a navigation ended. */
export interface Visit {
  /** The address in the address bar, or the one that the browser was about to ask for. */
  readonly url: URL
  /** The answer that ended it: a page, or the redirect that was not followed. */
  readonly answer: Answer
}

/** How far a navigation goes. */
export interface Journey {
  /** Filled into the login form, once. */
  readonly credentials?: Credentials
  /** Stops before an address is asked for. */
  readonly stopAt?: (url: URL) => boolean
}

const MOST_HOPS = 15

/** A browser as far as logins need one: cookies, redirects, one form. */
export class Browser {
  readonly cookies = new CookieJar()

  /** Sends one request with this browser's cookies and keeps those that come back; follows nothing. */
  async send(url: string | URL, { headers, ...call }: Call = {}): Promise<Answer> {
    const address = new URL(url)
    const cookie = this.cookies.header(address)
    const answer = await send(address, { ...call, headers: { ...(cookie !== undefined && { cookie }), ...headers } })
    this.cookies.keep(address, answer.cookies)
    return answer
  }

  /** Follows redirects to a page, through the login form when there are credentials for it. */
  async visit(url: string | URL, { credentials, stopAt = () => false }: Journey = {}): Promise<Visit> {
    let [next, untried] = [new URL(url), credentials]
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      let answer = await this.send(next)
      if (untried && next.pathname === '/u/login' && answer.status === 200) {
        answer = await this.send(next, { form: { ...untried } })
        untried = undefined
      }
      const { location } = answer.headers
      if (location === undefined || answer.status < 300 || answer.status > 399) return { url: next, answer }
      next = new URL(location, next)
      if (stopAt(next)) return { url: next, answer }
    }
    throw new Error(`Too many redirects, the last to ${next}`)
  }
}
