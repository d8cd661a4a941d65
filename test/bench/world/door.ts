import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Deployed } from '#infra/rehearsal/environment'
import { installRuntimeClient } from '#infra/rehearsal/install'
import { createPool } from '#infra/rehearsal/pool'
import { type Asked, lambdaEvent } from '../../shared/support/event.ts'

/** What our functions answer, as far as a caller looks at it. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body?: string
}

/** Calls functions that are warm already, to bring about what a measured call needs. */
export interface Door {
  /** @throws Error when the answer is no success */
  call(file: string, event: APIGatewayProxyEventV2): Promise<Answer>
  close(): Promise<void>
}

/** Opens the door to a world's functions. */
export function openDoor(functions: ReadonlyMap<string, Deployed>): Door {
  // What they bring about is not what is measured: on a busy machine it may take its time.
  const patient = new Map([...functions].map(([file, fn]) => [file, { ...fn, timeoutSeconds: 60 }]))
  const pool = createPool(patient, { runtimeClient: installRuntimeClient(), preload: [], onLog: () => undefined })
  return {
    async call(file, event) {
      const answer = (await pool.invoke(file, event)) as Answer
      if (answer.statusCode >= 400) throw new Error(`${file} answers ${answer.statusCode}: ${answer.body}`)
      return answer
    },
    close: pool.close,
  }
}

/** Headers that a browser and API Gateway add to every request. */
const USUAL = {
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en-GB,en;q=0.9',
  host: 'api.example.com',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'x-amzn-trace-id': 'Root=1-67000000-0123456789abcdef01234567',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
}

/** A request as API Gateway hands it over. */
export function request(asked: Asked): APIGatewayProxyEventV2 {
  return lambdaEvent({ ...asked, headers: { ...USUAL, ...asked.headers }, host: USUAL.host })
}

/** The same with a form. */
export function form(path: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const body = Buffer.from(String(new URLSearchParams(fields))).toString('base64')
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return request({ method: 'POST', path, headers: { ...type, ...headers }, body, isBase64Encoded: true })
}
