import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createCall } from '#shared/aws/call'
import { awsAt } from '../support/aws.ts'

const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' } as const

interface Asked {
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Which connection of the client it came by. */
  readonly port: number | undefined
}

const asked: Asked[] = []
/** What is answered next; with nothing left, all is well. */
const answers: ((response: ServerResponse) => void)[] = []
const server = createServer(async (request, response) => {
  asked.push({ headers: request.headers, port: request.socket.remotePort, body: await text(request) })
  const answer = answers.shift() ?? refuse(200, '{"Item":{"pk":{"S":"x"},"b":{"B":"AAE="}}}')
  answer(response)
})
let url: string

const refuse = (status: number, body: string) => (response: ServerResponse) => response.writeHead(status).end(body)
const word = (name: string) => JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}` })
const ask = (options = {}) => createCall({ ...service, patience: 200 }, awsAt(url))('GetItem', { a: 1 }, options)

beforeAll(async () => {
  url = await listen(server)
})
beforeEach(() => {
  asked.length = 0
  answers.length = 0
})
afterAll(() => stop(server))

describe('a call of AWS', () => {
  it('is one request, in the JSON of the service, with bytes as base64 both ways', async () => {
    const call = createCall(service, awsAt(url))
    const answer = await call('PutItem', { Item: { b: { B: Buffer.of(0, 1) }, c: { B: Uint8Array.of(2) } } })
    expect(answer).toEqual({ Item: { pk: { S: 'x' }, b: { B: Uint8Array.of(0, 1) } } })
    expect(asked).toHaveLength(1)
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ Item: { b: { B: 'AAE=' }, c: { B: 'Ag==' } } })
    expect(asked[0]?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.PutItem',
    })
  })

  it('is signed with the key of the role, as AWS checks it', async () => {
    const aws = awsAt(url)
    await createCall(service, { ...aws, credentials: { ...aws.credentials, sessionToken: 'token' } })('GetItem', {})
    const request = asked[0] ?? { headers: {}, body: '', port: undefined }
    expect(request.headers['x-amz-security-token']).toBe('token')
    const signed = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    expect(signed.split(';')).toEqual(
      expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']),
    )
    expect(request.headers.authorization).toBe(authorizationOf(request, signed, aws.credentials))
  })

  it('keeps its connection for the next one', async () => {
    await ask()
    await ask()
    expect(asked[0]?.port).toBe(asked[1]?.port)
  })
})

describe('is tried once more, on a connection of its own', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['the connection breaks', (response) => response.destroy()],
    ['it breaks in the middle of the answer', (response) => response.write('{', () => response.destroy())],
    ['nobody says anything', () => undefined],
    ['AWS fails', refuse(500, word('InternalServerError'))],
    ['AWS is not there', refuse(503, '<html>')],
    ['AWS is overrun', refuse(400, word('ProvisionedThroughputExceededException'))],
    ['AWS asks to slow down', refuse(400, word('ThrottlingException'))],
  ])('when %s', async (_, answer) => {
    await ask()
    answers.push(answer)
    expect(await ask()).toHaveProperty('Item')
    const [, first, second] = asked
    expect(asked).toHaveLength(3)
    expect(second?.port).not.toBe(first?.port)
    expect(second?.body).toBe(first?.body)
  })
})

describe('fails', () => {
  it('after two attempts, with AWS’s word', async () => {
    answers.push(refuse(500, word('InternalServerError')), refuse(500, word('InternalServerError')))
    await expect(ask()).rejects.toMatchObject({ name: 'InternalServerError', status: 500 })
    expect(asked).toHaveLength(2)
  })

  it.each(['ConditionalCheckFailedException', 'AccessDeniedException', 'ValidationException'])(
    'at once by %s, and tells nothing of what was asked',
    async (name) => {
      answers.push(refuse(400, word(name)))
      const error = await ask().catch((cause: unknown) => cause)
      expect(error).toMatchObject({ name, message: 'AWS refuses a call' })
      expect(asked).toHaveLength(1)
    },
  )

  it('and is not tried again when its time is over', async () => {
    answers.push(() => undefined)
    await expect(ask({ abortSignal: AbortSignal.timeout(100) })).rejects.toThrow()
    expect(asked).toHaveLength(1)
  })
})

/** The signature anew, by the four steps of AWS's description. */
function authorizationOf(
  { headers, body }: Asked,
  signed: string,
  { accessKeyId, secretAccessKey }: ReturnType<typeof awsAt>['credentials'],
): string {
  const hash = (value: string) => createHash('sha256').update(value).digest('hex')
  const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest()
  const time = String(headers['x-amz-date'])
  const scope = [time.slice(0, 8), 'eu-west-1', 'dynamodb', 'aws4_request']
  const lines = signed.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = ['POST', '/', '', lines.join(''), signed, hash(body)].join('\n')
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(canonical)].join('\n')).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`
}
