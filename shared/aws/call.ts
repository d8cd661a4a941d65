import { setTimeout } from 'node:timers/promises'
import { type AwsEnvironment, readAwsEnvironment } from '../environment.ts'
import { type Incoming, send } from '../send.ts'
import { createSigner } from './sign.ts'

/** A service that speaks AWS's JSON protocols. */
export interface AwsService {
  /** Its endpoint's first word. */
  readonly name: 'dynamodb' | 'ssm'
  /** What stands before the operation in `x-amz-target`. */
  readonly target: string
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1'
  /** A silence of so many milliseconds is taken for a dead connection; 2000 when left out. */
  readonly patience?: number
}

/** Options of a call, by the SDK's names. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal
}

/** Calls an operation: its input and its answer are the API's own JSON, with bytes as bytes. */
export type Call = (operation: string, input: object, options?: CallOptions) => Promise<unknown>

/** A refusal by AWS; `name` is its word, such as `ConditionalCheckFailedException`. */
class AwsRefusal extends Error {
  override readonly name: string
  readonly status: number

  constructor(name: string, status: number) {
    super('AWS refuses a call')
    this.name = name
    this.status = status
  }
}

/** The longest pause before AWS is asked again that asked for patience, in milliseconds. */
const LONGEST_PAUSE = 100

/**
 * Makes the caller of a service: it signs, sends, and tries once more when no answer came or AWS asks for patience.
 *
 * @returns a function that throws AwsRefusal, or the system's error when no answer comes
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function createCall(
  { name, target, contentType, patience = 2000 }: AwsService,
  environment: AwsEnvironment = readAwsEnvironment(name),
): Call {
  const url = new URL(environment.endpoint)
  const sign = createSigner(name, environment)
  return (operation, input, { abortSignal: signal } = {}) => {
    const body = JSON.stringify(input, bytesAsBase64)
    const plain = { 'content-type': contentType, 'x-amz-target': `${target}.${operation}` }
    return twice(signal, async (fresh) => {
      const headers = await sign(plain, body)
      const own = fresh ? { agent: false as const } : {}
      return judge(await send(url, { method: 'POST', headers, body, signal, patience, ...own }))
    })
  }
}

async function twice<T>(signal: AbortSignal | undefined, attempt: (again: boolean) => Promise<T>): Promise<T> {
  try {
    return await attempt(false)
  } catch (error) {
    if (signal?.aborted || !mayPass(error)) throw error
    // A connection that was dead is no reason to wait.
    if (error instanceof AwsRefusal)
      await setTimeout(Math.random() * LONGEST_PAUSE, undefined, { ...(signal && { signal }) })
    return attempt(true)
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function mayPass(error: unknown): boolean {
  if (!(error instanceof AwsRefusal)) return true
  return error.status >= 500 || /Throttling|ThroughputExceeded|RequestLimitExceeded/.test(error.name)
}

function judge({ status, body }: Incoming): unknown {
  if (status === 200) return JSON.parse(body, base64AsBytes)
  const word = /"__type" *: *"(?:[^"#]*#)?(\w+)/.exec(body)?.[1]
  throw new AwsRefusal(word ?? 'UnknownError', status)
}

function bytesAsBase64(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // By its holder, since a buffer turns itself into JSON before it comes here.
  const bytes = this[key]
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value
}

/** Bytes stand under the name of their type. */
function base64AsBytes(key: string, value: unknown): unknown {
  return key === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value
}
