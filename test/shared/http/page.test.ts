import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { page } from '#shared/http/page'

const texts = { statusCode: 403, title: 'T', text: 'X', link: { href: '/again', text: 'Again' }, requestId: 'id-1' }

describe('a page', () => {
  it('says what it was given, and is accessible', () => {
    const { statusCode, headers, body } = page(texts)
    expect(statusCode).toBe(403)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
    for (const part of [
      '<title>T</title>',
      '<h1>T</h1>',
      '<p role="alert">X</p>',
      '<a href="/again">Again</a>',
      'id-1',
    ]) {
      expect(body).toContain(part)
    }
  })

  it('allows no script and only its own style', () => {
    const { headers, body = '' } = page(texts)
    const policy = String(headers?.['content-security-policy'])
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(body) ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(body).not.toMatch(/<script|\son\w+=|\sstyle=/)
  })

  it('keeps headers that it was given', () => {
    expect(page({ ...texts, headers: { 'retry-after': '5' } }).headers).toHaveProperty('retry-after', '5')
  })
})

it('no text becomes markup, wherever it stands', () => {
  const piece = fc.constantFrom('<', '>', '"', "'", '&', '<script>', '" onload="x', "' x='", '</p>', '&lt;', 'a', '\n')
  const text = fc.array(piece, { maxLength: 10 }).map((pieces) => `[${pieces.join('')}]`)
  fc.assert(
    fc.property(text, text, text, text, text, (title, sentence, href, label, requestId) => {
      const { body = '' } = page({ ...texts, title, text: sentence, link: { href, text: label }, requestId })
      expect(body.match(/[<>"]/g)).toEqual(page(texts).body?.match(/[<>"]/g))
      expect(body).not.toContain("'")
      for (const given of [title, sentence, href, label, requestId]) expect(decode(body)).toContain(given)
    }),
  )
})

/** Reads character references as a browser does, each once. */
function decode(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
