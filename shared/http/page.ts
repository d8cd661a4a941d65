import { createHash } from 'node:crypto'
import type { HttpResult } from './responses.ts'

const STYLE =
  ':root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}'
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** A page that a browser shows where JSON would be a dead end. */
export interface Page {
  readonly statusCode: number
  readonly title: string
  readonly text: string
  /** A local path to go on from here. */
  readonly link: { readonly href: string; readonly text: string }
  readonly requestId: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Renders a small accessible page without script; every text in it is escaped. */
export function page({ statusCode, title, text, link, requestId, headers }: Page): HttpResult {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'`,
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<main>
<h1>${escapeHtml(title)}</h1>
<p role="alert">${escapeHtml(text)}</p>
<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>
<p><small>Request id: <code>${escapeHtml(requestId)}</code></small></p>
</main>
</html>
`,
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
