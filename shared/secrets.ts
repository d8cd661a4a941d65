import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Secret } from './config/secret.ts'
import { parameterPath } from './environment.ts'
import { unavailable } from './errors.ts'

/** How long a secret is used before it is read again, in milliseconds: a rotated one arrives within this time. */
const LIFETIME = 300_000

export type Secrets = ReturnType<typeof createSecrets>

/**
 * Reads secrets from SSM SecureStrings, `/auth0-client/<stage>/NAME`. The promise is cached, a failure is forgotten.
 *
 * @param needs the stage's name, a clock in milliseconds since the epoch, and an SSM client
 */
export function createSecrets({
  stage,
  clock,
  client = new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  }),
}: {
  stage: string
  clock: () => number
  client?: SSMClient
}) {
  const cache = new Map<string, { value: Promise<string>; until: number }>()

  async function readParameter(name: string): Promise<string> {
    const command = new GetParametersCommand({ Names: [parameterPath(stage, name)], WithDecryption: true })
    const { Parameters = [] } = await client.send(command).catch((cause: unknown) => {
      throw unavailable('A secret of this service cannot be read', cause, { misconfigured: isForbidden(cause) })
    })
    const value = Parameters[0]?.Value
    if (!value) throw unavailable('A secret of this service is not set', undefined, { misconfigured: true })
    return value
  }

  return {
    /**
     * The value of a secret.
     *
     * @throws ServiceError `temporarily_unavailable` when SSM does not answer or has no such parameter
     */
    async read(secret: Secret): Promise<string> {
      if ('literal' in secret) return secret.literal
      const { secretName } = secret
      const cached = cache.get(secretName)
      if (cached && cached.until > clock()) return cached.value
      const value = readParameter(secretName)
      cache.set(secretName, { value, until: clock() + LIFETIME })
      value.catch(() => cache.delete(secretName))
      return value
    },
  }
}

/** What SSM says of a permission that is missing, and of a key that is disabled or gone (SSM API "GetParameters"). */
function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && ['AccessDeniedException', 'InvalidKeyId'].includes(cause.name)
}
