import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Secret } from './config/secret.ts'
import { parameterPath } from './environment.ts'
import { unavailable } from './errors.ts'

/** How long a secret is used before it is read again, in milliseconds: a rotated one arrives within this time. */
const LIFETIME = 300_000

export type Secrets = ReturnType<typeof createSecrets>

/** Most names that one call of `GetParameters` takes. */
const NAMES_A_CALL = 10

/**
 * Reads secrets from SSM SecureStrings, `/auth0-client/<stage>/NAME`: all that a function may read come with the first
 * one that is needed. The promise is cached, a failure is forgotten.
 *
 * @param needs the stage's name, the names of all secrets that this function may read, a clock in milliseconds since
 * the epoch, and an SSM client
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function createSecrets({
  stage,
  names,
  clock,
  client = new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  }),
}: {
  stage: string
  names: readonly string[]
  clock: () => number
  client?: SSMClient
}) {
  let known: { values: Promise<ReadonlyMap<string, string>>; until: number } | undefined

  async function readAll(): Promise<ReadonlyMap<string, string>> {
    const paths = [...new Set(names)].map((name) => parameterPath(stage, name))
    const calls = Array.from({ length: Math.ceil(paths.length / NAMES_A_CALL) }, (_, i) =>
      client.send(
        new GetParametersCommand({
          Names: paths.slice(i * NAMES_A_CALL, (i + 1) * NAMES_A_CALL),
          WithDecryption: true,
        }),
      ),
    )
    const answers = await Promise.all(calls).catch((cause: unknown) => {
      throw unavailable('A secret of this service cannot be read', cause, { misconfigured: isForbidden(cause) })
    })
    return new Map(
      answers.flatMap(({ Parameters = [] }) => Parameters.map(({ Name = '', Value = '' }) => [Name, Value])),
    )
  }

  async function read(secret: Secret): Promise<string> {
    if ('literal' in secret) return secret.literal
    if (!known || known.until <= clock()) known = { values: readAll(), until: clock() + LIFETIME }
    const mine = known
    try {
      const value = (await mine.values).get(parameterPath(stage, secret.secretName))
      if (!value) throw unavailable('A secret of this service is not set', undefined, { misconfigured: true })
      return value
    } catch (error) {
      if (known === mine) known = undefined
      throw error
    }
  }

  return {
    /**
     * The value of a secret.
     *
     * @throws ServiceError `temporarily_unavailable` when SSM does not answer or has no such parameter
     */
    read,

    /**
     * The value in place of one that was refused: it may have been rotated since it was read.
     *
     * @returns undefined when SSM still holds the refused one
     * @throws ServiceError as {@link read}
     */
    async replacing(secret: Secret, refused: string): Promise<string | undefined> {
      if ((await read(secret)) === refused) known = undefined
      const value = await read(secret)
      return value === refused ? undefined : value
    },
  }
}

/** What SSM says of a permission that is missing, and of a key that is disabled or gone (SSM API "GetParameters"). */
function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && ['AccessDeniedException', 'InvalidKeyId'].includes(cause.name)
}
