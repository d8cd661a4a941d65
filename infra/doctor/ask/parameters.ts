import { GetParametersCommand, type Parameter as Shown, SSMClient } from '@aws-sdk/client-ssm'
import { CommandError } from '#infra/commands/command'
import { type Told, untold } from '#infra/doctor/told'

/** A parameter as SSM shows it. */
export interface Parameter {
  readonly type: string
  /** Decrypted. */
  readonly value: string
  /** Names region and account; not every engine tells it. */
  readonly arn: string | undefined
}

/** Reads parameters by their paths; each that was asked for is in the answer. @throws CommandError */
export type ReadParameters = (paths: readonly string[]) => Promise<ReadonlyMap<string, Told<Parameter>>>

/** Most names that one call of `GetParameters` takes. */
const NAMES_A_CALL = 10

/** Longest that SSM has to answer, in milliseconds. */
const PATIENCE = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true }

/**
 * Reads from SSM in a region, with the credentials and the endpoint of the caller's variables.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function readFromSsm(region: string): ReadParameters {
  const client = new SSMClient({ region, maxAttempts: 2, requestHandler: PATIENCE })
  const get = async (Names: string[]) =>
    (await client.send(new GetParametersCommand({ Names, WithDecryption: true }))).Parameters ?? []
  return async (paths) => {
    const chunks = Array.from({ length: Math.ceil(paths.length / NAMES_A_CALL) }, (_, i) =>
      paths.slice(i * NAMES_A_CALL, (i + 1) * NAMES_A_CALL),
    )
    const found = new Map<string, Told<Parameter>>()
    for (const chunk of chunks) for (const [path, told] of await readChunk(get, chunk)) found.set(path, told)
    return found
  }
}

type Get = (names: string[]) => Promise<Shown[]>

/** One refusal refuses the whole call: then each is asked for by itself, so that the right one is named. */
async function readChunk(get: Get, paths: readonly string[]): Promise<[string, Told<Parameter>][]> {
  try {
    const shown = new Map((await get([...paths])).map((parameter) => [parameter.Name, parameter]))
    return paths.map((path) => [path, toParameter(shown.get(path))])
  } catch (cause) {
    const refused = refusalOf(cause)
    if (paths.length === 1) return paths.map((path) => [path, refused])
    const each: [string, Told<Parameter>][] = []
    for (const path of paths) each.push(...(await readChunk(get, [path])))
    return each
  }
}

function toParameter(shown: Shown | undefined): Told<Parameter> {
  if (shown === undefined) return untold('absent', 'SSM has no such parameter')
  return { told: { type: shown.Type ?? '', value: shown.Value ?? '', arn: shown.ARN } }
}

/** What SSM says of one parameter; everything else is about the caller or the network. @throws CommandError */
function refusalOf(cause: unknown) {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'AccessDeniedException') {
    return untold('refused', 'AWS refuses to show it', 'Allow yourself ssm:GetParameters, and kms:Decrypt by its key')
  }
  if (name === 'InvalidKeyId') return untold('absent', 'the key that sealed it is disabled or gone')
  throw new CommandError(
    `SSM does not answer (${name || 'no reason'}): have credentials of the account, and a network`,
    {
      cause,
    },
  )
}
