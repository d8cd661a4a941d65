import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { askFor } from '#infra/commands/prompt'

const SECRET = 'Zx9-never-shown_77'

/** What somebody at a terminal types, what comes of it, and what the terminal was shown. */
async function atTerminal(typed: string, secret: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined })
  const output = new PassThrough()
  const value = askFor('NAME: ', secret, { input, output })
  input.end(typed)
  const answer = await value
  return { value: answer, shown: await text(output.end()) }
}

describe('a terminal', () => {
  test('is asked for a secret, which it never shows', async () => {
    expect(await atTerminal(`${SECRET}\r`, true)).toEqual({ value: SECRET, shown: 'NAME: \n' })
  })

  test('shows a plain value while it is typed', async () => {
    const { value, shown } = await atTerminal('https://example.com\r', false)
    expect(value).toBe('https://example.com')
    expect(shown).toContain('NAME: ')
    expect(shown).toContain('https://example.com')
  })

  test('lets one take back what was mistyped', async () => {
    expect(await atTerminal(`${SECRET}xx\u007f\u007f\r`, true)).toMatchObject({ value: SECRET })
  })

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['the end of the line', '\r'],
    ['a connection that ends', ''],
  ])('gives nothing by %s', async (_, typed) => {
    expect(await atTerminal(typed, true)).toEqual({ value: '', shown: 'NAME: \n' })
  })
})

describe('what is no terminal', () => {
  test.each([
    ['as it is', 'value', 'value'],
    ['but for one final line break', 'value\n\n', 'value\n'],
    ['but for one of Windows', 'value\r\n', 'value'],
    ['over several lines', 'one\ntwo\n', 'one\ntwo'],
    ['to nothing', '', ''],
  ])('is read to its end, %s, and nobody is asked', async (_, given, value) => {
    const output = new PassThrough()
    expect(await askFor('NAME: ', true, { input: new PassThrough().end(given), output })).toBe(value)
    expect(output.read()).toBeNull()
  })
})
