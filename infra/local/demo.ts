import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { splitTarget } from './target.ts'

const file = (name: string) => readFileSync(new URL(`demo/${name}`, import.meta.url))

/** Only our own script and style may run, and nothing may frame the page. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const PAGES = new Map([
  ['/', { type: 'text/html; charset=utf-8', content: file('index.html') }],
  ['/demo.js', { type: 'text/javascript; charset=utf-8', content: file('demo.js') }],
  ['/demo.css', { type: 'text/css; charset=utf-8', content: file('demo.css') }],
])

/** Serves the demo page, which is no part of the API, and leaves every other request to the next listener. */
export function serveDemo(next: RequestListener): RequestListener {
  return (request, response) => {
    const [path] = splitTarget(request.url ?? '')
    const page = request.method === 'GET' ? PAGES.get(path) : undefined
    if (!page) return next(request, response)
    response.writeHead(200, { ...HEADERS, 'content-type': page.type }).end(page.content)
  }
}
