import { createServer, type IncomingMessage, type Server } from 'node:http'
import { json } from 'node:stream/consumers'
import * as v from 'valibot'

interface Parameter {
  readonly type: 'String' | 'SecureString'
  readonly value: string
  readonly version: number
  readonly key: string | undefined
  /** Seconds since the epoch. */
  readonly changed: number
}

/** Where the store is said to be: its parameters' ARNs tell. */
export interface StorePlace {
  readonly account: string
  readonly region: string
}

/** A refusal in SSM's own word. */
class SsmError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.\-/]+$/), v.maxLength(2048))
/** With a selector it names a version, from 1: `/path/NAME:3`. */
const selected = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.\-/]+(:[1-9]\d*)?$/), v.maxLength(2048))
const decryption = v.optional(v.boolean(), false)
const GetParameter = v.object({ Name: selected, WithDecryption: decryption })
const GetParameters = v.object({
  Names: v.pipe(v.array(selected), v.minLength(1), v.maxLength(10)),
  WithDecryption: decryption,
})
const GetParameterHistory = v.object({ Name: name, WithDecryption: decryption })
const PutParameter = v.object({
  Name: name,
  Value: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  Type: v.picklist(['String', 'SecureString']),
  Overwrite: v.optional(v.boolean(), false),
  KeyId: v.optional(v.string()),
})

const NOWHERE: StorePlace = { account: '000000000000', region: 'eu-west-1' }

interface Store {
  /** All versions of each, the oldest first. */
  readonly parameters: Map<string, readonly Parameter[]>
  readonly place: StorePlace
}

/**
 * A parameter store in memory that speaks the four operations of SSM we need.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html and its neighbours
 */
export function createParameterStore(place: StorePlace = NOWHERE): Server {
  const parameters = new Map<string, readonly Parameter[]>()
  return createServer(async (request, response) => {
    const answer = await serve({ parameters, place }, request).then((body) => ({ status: 200, body }), refusal)
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(answer.body))
  })
}

async function serve(store: Store, request: IncomingMessage): Promise<unknown> {
  const input = await json(request)
  const operation = String(request.headers['x-amz-target']).replace(/^AmazonSSM\./, '')
  if (operation === 'GetParameter') return getParameter(store, check(GetParameter, input))
  if (operation === 'GetParameters') return getParameters(store, check(GetParameters, input))
  if (operation === 'GetParameterHistory') return getHistory(store, check(GetParameterHistory, input))
  if (operation === 'PutParameter') return putParameter(store, check(PutParameter, input))
  throw new SsmError('UnknownOperationException', `${operation} is not known here`)
}

function check<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const checked = v.safeParse(schema, input)
  if (checked.success) return checked.output
  const [{ message }] = checked.issues
  throw new SsmError(
    'ValidationException',
    `1 validation error detected at '${v.getDotPath(checked.issues[0])}': ${message}`,
  )
}

function refusal(error: unknown) {
  const { type, message } = error instanceof SsmError ? error : new SsmError('SerializationException', String(error))
  return { status: 400, body: { __type: type, message } }
}

/** The version that a name selects, else the last one. */
function find({ parameters }: Store, selector: string): Parameter | undefined {
  const [path = '', version] = selector.split(':')
  const versions = parameters.get(path)
  return version === undefined ? versions?.at(-1) : versions?.find((each) => each.version === Number(version))
}

function getParameter(store: Store, input: v.InferOutput<typeof GetParameter>) {
  const parameter = find(store, input.Name)
  if (!parameter) throw new SsmError('ParameterNotFound', `${input.Name} was not found`)
  return { Parameter: shown(store.place, input.Name, parameter, input.WithDecryption) }
}

function getParameters(store: Store, input: v.InferOutput<typeof GetParameters>) {
  const found = input.Names.flatMap((name) => {
    const parameter = find(store, name)
    return parameter ? [shown(store.place, name, parameter, input.WithDecryption)] : []
  })
  return { Parameters: found, InvalidParameters: input.Names.filter((name) => !find(store, name)) }
}

function getHistory({ parameters, place }: Store, input: v.InferOutput<typeof GetParameterHistory>) {
  const versions = parameters.get(input.Name)
  if (!versions) throw new SsmError('ParameterNotFound', `${input.Name} was not found`)
  const entries = versions.map((each) => ({
    ...shown(place, input.Name, each, input.WithDecryption),
    ...(each.key !== undefined && { KeyId: each.key }),
  }))
  return { Parameters: entries }
}

function putParameter({ parameters }: Store, input: v.InferOutput<typeof PutParameter>) {
  const versions = parameters.get(input.Name) ?? []
  const earlier = versions.at(-1)
  if (input.KeyId !== undefined && input.Type !== 'SecureString') {
    throw new SsmError('ValidationException', 'KeyId is for the type SecureString only')
  }
  if (earlier && !input.Overwrite) throw new SsmError('ParameterAlreadyExists', `${input.Name} exists already`)
  if (earlier && earlier.type !== input.Type) {
    throw new SsmError('HierarchyTypeMismatchException', `The type of ${input.Name} can't be changed`)
  }
  const version = (earlier?.version ?? 0) + 1
  const { Type: type, Value: value, KeyId: key } = input
  parameters.set(input.Name, [...versions, { type, value, version, key, changed: Date.now() / 1000 }])
  return { Version: version, Tier: 'Standard' }
}

/** A parameter as SSM shows it: a secure one is unreadable unless its decryption was asked for. */
function shown(
  { region, account }: StorePlace,
  selector: string,
  { type, value, version, changed }: Parameter,
  decrypt: boolean,
) {
  const [name = '', selected] = selector.split(':')
  const encrypted = type === 'SecureString' && !decrypt
  return {
    Name: name,
    Type: type,
    Value: encrypted ? `AQICAH${Buffer.alloc(32, name).toString('base64')}` : value,
    Version: version,
    LastModifiedDate: changed,
    ARN: `arn:aws:ssm:${region}:${account}:parameter${name}`,
    DataType: 'text',
    ...(selected !== undefined && { Selector: `:${selected}` }),
  }
}
