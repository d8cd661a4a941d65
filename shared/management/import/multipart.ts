import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { invalidRequest, ServiceError } from '../../errors.ts'
import { type HttpEvent, header } from '../../http/request.ts'

/** A form as it came: its text fields by name, and its one file. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly file: Buffer
}

/** The one file that a form must have. */
export interface WantedFile {
  readonly name: string
  readonly maxBytes: number
}

/** Far more than any form of ours has; what is beyond is no mistake but an attempt. */
const LIMITS = { fields: 16, files: 2, fieldSize: 4096, headerPairs: 32, headerSize: 8192 }

/**
 * Reads a multipart form (RFC 7578), part by part.
 *
 * @throws ServiceError `unsupported_media_type` for any other body, `payload_too_large` for a file beyond its limit,
 * `invalid_request` naming the field that stands twice, is too long, or is a file where text is wanted, or the reverse
 */
export function readForm(event: HttpEvent, wanted: WantedFile): Promise<Form> {
  const contentType = multipartType(event)
  const bytes = bytesOf(event)
  const { promise, resolve, reject } = Promise.withResolvers<Form>()
  const refuse = (message: string) => reject(invalidRequest(message))
  const names = createNames(refuse)
  const fields = new Map<string, string>()
  const chunks: Buffer[] = []

  new Busboy({ headers: { 'content-type': contentType }, limits: { ...LIMITS, fileSize: wanted.maxBytes } })
    .on('field', (name, value, _nameCut, valueCut) => {
      names.add(name)
      if (name === wanted.name) refuse(`${name} must be a file: send it with a filename`)
      if (valueCut) refuse(`${told(name)} is too long`)
      fields.set(name, value)
    })
    .on('file', (name, stream) => {
      names.add(name)
      if (name !== wanted.name) refuse(`${told(name)} must not be a file: ${wanted.name} is the only one`)
      collect(stream, chunks, () => reject(tooLarge(wanted)))
    })
    .on('fieldsLimit', () => refuse('The form has too many parts'))
    .on('filesLimit', () => refuse('The form has too many parts'))
    .on('error', () => refuse('The body is no well-formed multipart form'))
    .on('finish', () => {
      if (names.count() !== countParts(bytes, contentType)) refuse('A part of the form has no proper name')
      if (!names.has(wanted.name)) refuse(`${wanted.name} is missing: send it as a file`)
      resolve({ fields, file: Buffer.concat(chunks) })
    })
    .end(bytes)
  return promise
}

const BOUNDARY = /; *boundary=(?:"([^"\\]{1,70})"|([^\s;"\\]{1,70})) *(?:;|$)/i

function multipartType(event: HttpEvent): string {
  const contentType = header(event, 'content-type') ?? ''
  if (!/^multipart\/form-data *(;|$)/i.test(contentType)) {
    throw new ServiceError('unsupported_media_type', 'Send multipart/form-data')
  }
  if (!BOUNDARY.test(contentType)) throw invalidRequest('The content type has no boundary')
  return contentType
}

/** API Gateway hands a binary body over in base64. */
function bytesOf({ body, isBase64Encoded }: HttpEvent): Buffer {
  return Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8')
}

/** How many parts there are: the parser skips those it cannot name, and an option must not be lost in silence. */
function countParts(bytes: Buffer, contentType: string): number {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? []
  const [, ...parts] = `\r\n${bytes.toString('latin1')}`.split(`\r\n--${quoted ?? plain}`)
  return parts.findIndex((part) => part.startsWith('--'))
}

/** The names of the parts, each of which may come once. */
function createNames(refuse: (message: string) => void) {
  const seen = new Set<string>()
  return {
    add(name: string | undefined) {
      if (!name) refuse('A part of the form has no proper name')
      else if (seen.has(name)) refuse(`${told(name)} stands twice`)
      else seen.add(name)
    },
    has: (name: string) => seen.has(name),
    count: () => seen.size,
  }
}

function collect(stream: BusboyFileStream, chunks: Buffer[], beyondLimit: () => void): void {
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('limit', beyondLimit)
  // A file that ends too early is the parser's error as well, which tells the caller.
  stream.on('error', () => undefined)
}

/** A name of the caller's as our answer repeats it; it may be missing, whatever the parser's types say. */
function told(name: string | undefined): string {
  return name?.slice(0, 64) ?? ''
}

function tooLarge({ name, maxBytes }: WantedFile): ServiceError {
  return new ServiceError(
    'payload_too_large',
    `${name} may have ${maxBytes} bytes: split the file and import its parts one after the other`,
  )
}
