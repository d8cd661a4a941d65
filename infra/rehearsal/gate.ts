import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import * as v from 'valibot'
import type { Judge, Question } from './policies.ts'
import type { Place } from './resolver.ts'

/** A thing that a function did, by the function's logical id. */
export type Deed = Pick<Question, 'fn' | 'action' | 'resource'>

export interface GateOptions {
  readonly place: Place
  /** ARN of the key that seals the secrets. */
  readonly keyArn: string
  readonly judge: Judge
  /** Addresses of the engines behind the gate. */
  readonly dynamodbUrl: string
  readonly ssmUrl: string
  /** Called with everything that passed. */
  readonly onDeed: (deed: Deed) => void
}

/** A connection for each call: an engine may give up an idle one at any time. */
const ONE_CALL = new Agent({ keepAlive: false })

const TableCall = v.object({ TableName: v.string(), IndexName: v.optional(v.string()) })
const SecretsCall = v.object({ Names: v.array(v.string()), WithDecryption: v.optional(v.boolean()) })

/**
 * Stands between the functions and DynamoDB and SSM, and lets pass what the synthesized policies allow. The access key
 * of a call names the function.
 */
export function createGate(options: GateOptions): Server {
  // Longer than any client keeps an idle connection, so that none sends into one that has just been given up.
  return createServer({ keepAliveTimeout: 75_000 }, async (incoming, response) => {
    const body = await buffer(incoming)
    const [service = '', operation = ''] = String(incoming.headers['x-amz-target']).split('.')
    const fn = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? ''
    const isTable = service.startsWith('DynamoDB')
    const questions = isTable
      ? tableQuestions(options, fn, operation, body)
      : secretQuestions(options, fn, operation, body)
    for (const question of questions) {
      if (!(await options.judge(question))) return deny(response, question)
    }
    for (const { action, resource } of questions) options.onDeed({ fn, action, resource })
    pass(incoming, body, isTable ? options.dynamodbUrl : options.ssmUrl, response)
  })
}

function tableQuestions({ place }: GateOptions, fn: string, operation: string, body: Buffer): readonly Question[] {
  const { TableName, IndexName } = v.parse(TableCall, JSON.parse(body.toString()))
  const table = `arn:aws:dynamodb:${place.region}:${place.account}:table/${TableName}`
  return [{ fn, action: `dynamodb:${operation}`, resource: IndexName ? `${table}/index/${IndexName}` : table }]
}

/** Each secret costs two permissions: to read the parameter, and to have SSM open it with the key. */
function secretQuestions(
  { place: { region, account }, keyArn }: GateOptions,
  fn: string,
  operation: string,
  body: Buffer,
): readonly Question[] {
  const { Names, WithDecryption } = v.parse(SecretsCall, JSON.parse(body.toString()))
  return Names.flatMap((name) => {
    // A selector of a version is no part of the ARN.
    const resource = `arn:aws:ssm:${region}:${account}:parameter${name.replace(/:\d+$/, '')}`
    const context = { 'kms:ViaService': `ssm.${region}.amazonaws.com`, 'kms:EncryptionContext:PARAMETER_ARN': resource }
    const read = { fn, action: `ssm:${operation}`, resource }
    return WithDecryption ? [read, { fn, action: 'kms:Decrypt', resource: keyArn, context }] : [read]
  })
}

function deny(response: ServerResponse, { fn, action, resource }: Question): void {
  const message = `${fn} is not authorized to perform: ${action} on resource: ${resource}`
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(JSON.stringify({ __type: 'AccessDeniedException', message }))
}

function pass({ url, method, headers }: IncomingMessage, body: Buffer, engine: string, response: ServerResponse): void {
  const call = request(new URL(url ?? '/', engine), { method, headers, agent: ONE_CALL }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  call.on('error', () => response.destroy()).end(body)
}
