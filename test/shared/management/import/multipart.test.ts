import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Form, readForm } from '#shared/management/import/multipart'
import { refusalOf, thrownBy } from '../../support/refusal.ts'
import { BOUNDARY, multipart, type Part, posted } from './form.ts'

const WANTED = { name: 'users', maxBytes: 512_000 }
const users = (content: string | Buffer = '[]'): Part => ({ name: 'users', filename: 'users.json', content })
const field = (name: string, content: string): Part => ({ name, content })
const read = (body: Buffer, type?: string): Promise<Form> =>
  readForm(posted(body, type === undefined ? {} : { type }), WANTED)
const readParts = (...parts: Part[]) => read(multipart(parts))
const refused = async (body: Buffer, type?: string) => {
  const { code, message } = await thrownBy(() => read(body, type))
  return `${code}: ${message}`
}

describe('a form', () => {
  it('is its fields and its file', async () => {
    const form = await readParts(
      field('upsert', 'true'),
      users('[{"email":"ä@example.com"}]'),
      field('external_id', ''),
    )
    expect([...form.fields]).toEqual([
      ['upsert', 'true'],
      ['external_id', ''],
    ])
    expect(form.file.toString()).toBe('[{"email":"ä@example.com"}]')
  })

  it('may have a file without a byte, or of any', async () => {
    expect((await readParts(users(''))).file).toEqual(Buffer.alloc(0))
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))
    expect((await readParts(users(bytes))).file.equals(bytes)).toBe(true)
  })

  it('may have a file of the very limit, and of boundaries in part', async () => {
    const bytes = randomBytes(WANTED.maxBytes)
    expect((await readParts(users(bytes))).file.equals(bytes)).toBe(true)
    const like = `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n-`
    expect((await readParts(users(like))).file.toString()).toBe(like)
  })

  it('may have names of prototypes', async () => {
    const { fields } = await readParts(
      users(),
      field('__proto__', 'a'),
      field('constructor', 'b'),
      field('toString', 'c'),
    )
    expect([...fields.keys()]).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.prototype.toString()).toBe('[object Object]')
  })

  it('comes from any client of the standard', async () => {
    const form = new FormData()
    form.append('users', new Blob(['[1]'], { type: 'application/json' }))
    form.append('connection', 'größe')
    const request = new Request('http://test.example', { method: 'POST', body: form })
    const type = request.headers.get('content-type') ?? ''
    const read = await readForm(posted(Buffer.from(await request.arrayBuffer()), { type }), WANTED)
    expect(read.file.toString()).toBe('[1]')
    expect(read.fields.get('connection')).toBe('größe')
  })

  it('may come as text, with a preamble, an epilogue and a quoted boundary', async () => {
    const body = Buffer.concat([Buffer.from('preamble\r\n'), multipart([users('[2]')]), Buffer.from('epilogue')])
    const event = posted(body, { type: `Multipart/Form-Data; charset=utf-8; boundary="${BOUNDARY}"` })
    const asText = { ...event, isBase64Encoded: false, body: body.toString() }
    expect((await readForm(event, WANTED)).file.toString()).toBe('[2]')
    expect((await readForm(asText, WANTED)).file.toString()).toBe('[2]')
  })

  it('is what was sent', async () => {
    const content = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes))
    const property = fc.asyncProperty(content, fc.string({ unit: 'grapheme' }), async (file, value) => {
      const form = await readParts(users(file), field('external_id', value))
      expect(form.file.equals(file)).toBe(true)
      expect(form.fields.get('external_id')).toBe(value)
    })
    await fc.assert(property)
  })
})

describe('another body is refused', () => {
  const good = multipart([users()])
  it.each(['', 'application/json', 'text/plain', 'multipart/mixed; boundary=a', 'multipart/form-dataX; boundary=a'])(
    'by its type: %j',
    async (type) => {
      expect(await refused(good, type)).toBe('unsupported_media_type: Send multipart/form-data')
    },
  )

  it.each(['', ';', '; boundary', '; boundary=', '; boundary=""', `; boundary=${'a'.repeat(71)}`, '; charset=utf-8'])(
    'without a boundary: %j',
    async (rest) => {
      expect(await refused(good, `multipart/form-data${rest}`)).toBe(
        'invalid_request: The content type has no boundary',
      )
    },
  )
})

describe('a form is refused', () => {
  const broken: [string, Buffer][] = [
    ['nothing at all', Buffer.alloc(0)],
    ['no boundary in it', Buffer.from('[]')],
    ['another boundary', Buffer.from(multipart([users()]).toString().replaceAll(BOUNDARY, 'other'))],
    ['no end', multipart([users()], '')],
    ['half an end', multipart([users()], `--${BOUNDARY}`)],
    ['an end within a file', multipart([users('[1,2,3,4]')]).subarray(0, -45)],
    ['an end within headers', multipart([users(), users()]).subarray(0, 170)],
    ['binary rubbish', randomBytes(100_000)],
  ]
  it.each(broken)('when it is broken: %s', async (_what, body) => {
    expect(await refused(body)).toBe('invalid_request: The body is no well-formed multipart form')
  })

  const missing = 'users is missing: send it as a file'
  const wrong: [string, Part[]][] = [
    [missing, []],
    [missing, [field('connection', 'users')]],
    ['A part of the form has no proper name', [users(), field('a\nb', 'text')]],
    [
      'A part of the form has no proper name',
      [users(), { content: 'a', disposition: 'attachment; name="connection"' }],
    ],
    ['A part of the form has no proper name', [users(), { content: 'a', disposition: '' }]],
    ['users must be a file: send it with a filename', [field('users', '[]')]],
    ['users stands twice', [users(), users()]],
    ['users stands twice', [users(), users(), users(), users()]],
    ['upsert stands twice', [users(), field('upsert', 'true'), field('upsert', 'true')]],
    ['__proto__ stands twice', [field('__proto__', 'a'), field('__proto__', 'a'), users()]],
    ['connection must not be a file: users is the only one', [users(), { ...users(), name: 'connection' }]],
    ['A part of the form has no proper name', [{ filename: 'users.json', content: '[]' }]],
    ['A part of the form has no proper name', [users(), { content: 'text' }]],
    ['A part of the form has no proper name', [users(), field('', 'text')]],
    ['external_id is too long', [users(), field('external_id', 'a'.repeat(5000))]],
    ['The form has too many parts', [users(), ...Array.from({ length: 20 }, (_, index) => field(`f${index}`, ''))]],
  ]
  it.each(wrong)('%s', async (message, parts) => {
    expect(await refused(multipart(parts))).toBe(`invalid_request: ${message}`)
  })

  it.each([512_001, 5_000_000])('with a file of %i bytes', async (size) => {
    const { code, message } = await refusalOf(readParts(users(Buffer.alloc(size, 'a'))))
    expect(code).toBe('payload_too_large')
    expect(message).toBe('users may have 512000 bytes: split the file and import its parts one after the other')
  })

  // A body that is left without an answer is caught by the test's own time limit.
  it('or read, whatever comes: never left without an answer', async () => {
    const whole = multipart([field('upsert', 'true'), users('[{"email":"a@b.example"}]'), field('connection', 'users')])
    const place = fc.nat({ max: whole.length })
    const cut = fc.tuple(place, place, fc.uint8Array({ maxLength: 8 }))
    const property = fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
      const body = cuts.reduce(
        (rest, [from, skip, bytes]) =>
          Buffer.concat([rest.subarray(0, from), bytes, rest.subarray(from + (skip % 40))]),
        whole,
      )
      const settled = await read(body).then(
        () => 'read',
        (error: unknown) => error instanceof Error && error.name,
      )
      expect(['read', 'ServiceError']).toContain(settled)
    })
    await fc.assert(property, { numRuns: 2000 })
  })
})
