import { once } from 'node:events'
import { createServer } from 'node:http'

/** Pages of somebody else, who wants the visitor's browser to do something at the service. */
export interface Attacker {
  /** Another site than the service, for the browser: `localhost` is not `127.0.0.1`. */
  readonly crossSite: string
  /** The same site but another origin: cookies go along even where they are `SameSite=Strict`. */
  readonly sameSite: string
  close(): Promise<void>
}

/** What an attacker's page does as soon as it is open. */
export type Attack = 'form' | 'fetch' | 'image' | 'frame'

/** Starts a server whose pages attack; it has two names. */
export async function startAttacker(): Promise<Attacker> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://attacker')
    const attack = searchParams.get('attack') ?? ''
    const html = PAGES.get(attack)?.(searchParams.get('target') ?? '', fields(searchParams)) ?? ''
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>${html}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    crossSite: `http://localhost:${port}`,
    sameSite: `http://127.0.0.1:${port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/**
 * Address of a page that attacks.
 *
 * @param origin one of the attacker's two
 * @param body fields that a form or a fetch sends along
 */
export function attackUrl(origin: string, attack: Attack, target: string, body: Record<string, string> = {}): string {
  return `${origin}/?${new URLSearchParams({ attack, target, body: new URLSearchParams(body).toString() })}`
}

/** Each page calls itself `done` once the browser has its answer, or will never get one. */
const PAGES = new Map<string, (target: string, body: URLSearchParams) => string>([
  [
    'form',
    (target, body) => `<form method="post" action="${escapeHtml(target)}">${inputs(body)}</form>
<script>document.forms[0].submit()</script>`,
  ],
  [
    'fetch',
    (target, body) => `<script>
fetch(${JSON.stringify(target)}, {
  method: 'POST', credentials: 'include', body: new URLSearchParams(${JSON.stringify(body.toString())})
}).then((response) => response.text(), String).then((text) => { document.body.innerText = text; document.title = 'done' })
</script><body>`,
  ],
  ['image', (target) => `<img src="${escapeHtml(target)}" onerror="document.title = 'done'">`],
  ['frame', (target) => `<iframe src="${escapeHtml(target)}" onload="document.title = 'done'"></iframe>`],
])

function fields(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams(parameters.get('body') ?? '')
}

function inputs(body: URLSearchParams): string {
  return [...body].map(([name, value]) => `<input name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
