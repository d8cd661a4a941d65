import { GetParametersCommand, type Parameter, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { CommandError } from './command.ts'

/** A parameter as SSM holds it. */
export interface Held {
  readonly type: string
  readonly value: string
  /** `arn:aws:ssm:<region>:<account>:parameter/<path>` */
  readonly arn: string
  readonly changed: Date | undefined
}

/** The stage's own part of SSM, as whoever runs a command sees it. */
export interface ParameterStore {
  /** What is held under some paths; secrets stay sealed. @throws CommandError when SSM does not answer or refuses */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Held>>
  /** Sets a plain parameter, or with the ARN of a key a secret. @throws CommandError likewise */
  write(path: string, value: string, keyArn?: string): Promise<void>
  close(): void
}

/** Most names that one call of `GetParameters` takes. */
const NAMES_A_CALL = 10

/** Longest that SSM has to answer, in milliseconds. */
const PATIENCE = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true }

/** Opens SSM with the credentials of the environment, as the AWS command line finds them. */
export function openParameterStore(region: string): ParameterStore {
  const client = new SSMClient({ region, maxAttempts: 2, requestHandler: PATIENCE })
  return {
    async read(paths) {
      const calls = Array.from({ length: Math.ceil(paths.length / NAMES_A_CALL) }, (_, i) =>
        client.send(new GetParametersCommand({ Names: paths.slice(i * NAMES_A_CALL, (i + 1) * NAMES_A_CALL) })),
      )
      const answers = await Promise.all(calls).catch((cause: unknown) => refuse(region, cause))
      return new Map(answers.flatMap(({ Parameters = [] }) => Parameters.map(toEntry)))
    },
    async write(Name, Value, KeyId) {
      const sealed = KeyId === undefined ? ({ Type: 'String' } as const) : ({ Type: 'SecureString', KeyId } as const)
      const input = { Name, Value, ...sealed, Overwrite: true }
      await client.send(new PutParameterCommand(input)).catch((cause: unknown) => refuse(region, cause))
    },
    close: () => client.destroy(),
  }
}

function toEntry({ Name = '', Type, Value = '', ARN = '', LastModifiedDate }: Parameter): [string, Held] {
  return [Name, { type: Type ?? '', value: Value, arn: ARN, changed: LastModifiedDate }]
}

/** SSM's word says what is wrong; its sentence may quote what it was sent. */
function refuse(region: string, cause: unknown): never {
  const word = cause instanceof Error ? cause.name : String(cause)
  const advice: Readonly<Record<string, string>> = {
    CredentialsProviderError: 'sign in to AWS first, as for the AWS command line',
    ExpiredTokenException: 'sign in to AWS again',
    AccessDeniedException: 'you may not do this with these credentials',
    HierarchyTypeMismatchException: 'it is there with another type; delete it first (aws ssm delete-parameter)',
  }
  throw new CommandError(`SSM in ${region} can't be used (${word}): ${advice[word] ?? 'try again'}`, { cause })
}
