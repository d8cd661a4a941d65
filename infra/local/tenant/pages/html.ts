import type { Context } from '../http/context.ts'

/** Text made safe for element content and for quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Answers with a page of the tenant.
 *
 * @param content HTML, escaped where it holds foreign text
 */
export function page(ctx: Context, status: number, title: string, content: string): void {
  ctx.status = status
  ctx.type = 'html'
  // No form-action: Chromium would hold the redirect back to the application against it.
  ctx.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  ctx.set('cache-control', 'no-store')
  ctx.body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
input, button { padding: .5rem; margin-bottom: 1rem }
[role=alert] { border-left: .25rem solid #b00020; padding-left: .75rem }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`
}

/** The page for a request that must not be sent back to anybody. */
export function errorPage(ctx: Context, status: number, error: string, description: string): void {
  const content = `<p role="alert">${escapeHtml(error)}: ${escapeHtml(description)}</p>`
  page(ctx, status, 'Oops!, something went wrong', content)
}
