import type { Reply, Trouble } from '../support/proxy.ts'

/** What our functions depend on. */
export type Dependency = 'dynamodb' | 'ssm' | 'tenant'

/** A way in which a dependency fails. */
export interface Fault {
  readonly name: string
  /** From the call that it strikes on, every call to the same dependency suffers; else this one only. */
  readonly lasting: boolean
  /** What a call suffers. */
  trouble(dependency: Dependency): Trouble
}

const one = (answer: Trouble['answer'], effect: boolean) => ({ lasting: false, trouble: () => ({ answer, effect }) })
const lasting = (answer: Trouble['answer'], effect: boolean) => ({
  lasting: true,
  trouble: () => ({ answer, effect }),
})

/** All ways in which a dependency fails, each once or until the end of the request. */
export const faults: readonly Fault[] = [
  { name: 'late', ...one('late', true) },
  { name: 'silent', ...lasting('silence', false) },
  { name: 'limited', lasting: true, trouble: (dependency) => ({ answer: LIMITED[dependency], effect: false }) },
  { name: 'failing', lasting: true, trouble: (dependency) => ({ answer: FAILING[dependency], effect: false }) },
  { name: 'garbage', ...lasting(json(200, '<html>trouble</html>'), true) },
  { name: 'half', ...lasting('half', true) },
  { name: 'reset', ...one('reset', false) },
  { name: 'down', ...lasting('reset', false) },
  { name: 'lost answer', ...one('reset', true) },
  { name: 'lost answers', ...lasting('reset', true) },
]

/** The fault of a name. */
export function faultOf(name: string): Fault {
  const found = faults.find((fault) => fault.name === name)
  if (!found) throw new Error(`There is no fault "${name}": ${faults.map((fault) => fault.name).join(', ')}`)
  return found
}

/** Each says "too often" in its own way. */
const LIMITED: Readonly<Record<Dependency, Reply>> = {
  dynamodb: aws(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
  ssm: aws(400, 'ThrottlingException'),
  tenant: json(429, '{"error":"too_many_requests","statusCode":429}', { 'retry-after': '3' }),
}

const FAILING: Readonly<Record<Dependency, Reply>> = {
  dynamodb: aws(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'),
  ssm: aws(500, 'InternalServerError'),
  tenant: json(500, '{"statusCode":500,"message":"trouble"}'),
}

function aws(status: number, type: string): Reply {
  return json(status, JSON.stringify({ __type: type, message: 'trouble' }))
}

function json(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(text) }
}
