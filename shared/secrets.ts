import { createSsm, type Ssm } from './aws/ssm.ts'
import type { Config } from './config/config.ts'
import type { SecretReference } from './config/placeholders.ts'
import { type Secret, secretNames } from './config/secret.ts'
import { timeLimit } from './deadline.ts'
import { parameterPath } from './environment.ts'
import { unavailable } from './errors.ts'
import { observe } from './observability.ts'
import { allSettled } from './parallel.ts'

/** How long a secret is used before it is read again, in milliseconds: a rotated one arrives within this time. */
const LIFETIME = 300_000

/** Time for a call with its second attempt, in milliseconds. */
const CALL_MILLISECONDS = 4000

/** A secret as SSM holds it; its versions count from 1. */
interface Held {
  readonly value: string
  readonly version: number
}

export type Secrets = ReturnType<typeof createSecrets>

/** Most names that one call of `GetParameters` takes. */
const NAMES_A_CALL = 10

/**
 * The secrets of a stage's clients, as {@link createSecrets} reads them.
 *
 * @param more secrets that the function may read beside them
 */
export function clientSecrets(
  { stage, config, clock }: { stage: string; config: Config; clock: () => number },
  more: readonly Secret[] = [],
): Secrets {
  const secrets = [...config.clients.values()].map(({ clientSecret }) => clientSecret)
  return createSecrets({ stage, names: secretNames([...secrets, ...more]), clock })
}

/**
 * Reads secrets from SSM SecureStrings, `/auth0-client/<stage>/NAME`: all that a function may read come with the first
 * one that is needed. The promise is cached, a failure is forgotten.
 *
 * @param needs the stage's name, the names of all secrets that this function may read, a clock in milliseconds since
 * the epoch, and a client of SSM
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function createSecrets({
  stage,
  names,
  clock,
  client = createSsm(),
}: {
  stage: string
  names: readonly string[]
  clock: () => number
  client?: Ssm
}) {
  let known: { values: Promise<ReadonlyMap<string, Held>>; until: number } | undefined

  async function readPaths(paths: readonly string[]): Promise<ReadonlyMap<string, Held>> {
    const abortSignal = timeLimit(CALL_MILLISECONDS)
    const calls = Array.from({ length: Math.ceil(paths.length / NAMES_A_CALL) }, (_, i) => {
      const Names = paths.slice(i * NAMES_A_CALL, (i + 1) * NAMES_A_CALL)
      return client.getParameters({ Names, WithDecryption: true }, { abortSignal })
    })
    const answers = await allSettled(calls).catch((cause: unknown) => {
      throw unavailable('A secret of this service cannot be read', cause, { misconfigured: isForbidden(cause) })
    })
    const held = answers.flatMap(({ Parameters = [] }) => Parameters)
    return new Map(held.map(({ Name = '', Value = '', Version = 0 }) => [Name, { value: Value, version: Version }]))
  }

  async function readHeld({ secretName }: SecretReference): Promise<Held> {
    if (!known || known.until <= clock()) {
      const paths = [...new Set(names)].map((name) => parameterPath(stage, name))
      known = { values: readPaths(paths), until: clock() + LIFETIME }
    }
    const mine = known
    try {
      const held = (await mine.values).get(parameterPath(stage, secretName))
      if (!held?.value) throw unavailable('A secret of this service is not set', undefined, { misconfigured: true })
      return held
    } catch (error) {
      if (known === mine) known = undefined
      throw error
    }
  }

  /** The version before a secret's current one, by SSM's selector `NAME:version`; undefined when it can't be had. */
  async function readBefore({ secretName }: SecretReference, { version }: Held): Promise<string | undefined> {
    if (version < 2) return undefined
    // It is a second chance: when SSM does not give it, the refusal that asked for it is still what is wrong.
    const found = await readPaths([`${parameterPath(stage, secretName)}:${version - 1}`]).catch(() => undefined)
    return found?.values().next().value?.value
  }

  /** The value in place of one that does not fit, and whether it is the version before. */
  async function other(
    secret: SecretReference,
    unfit: string,
  ): Promise<{ value: string; isBefore: boolean } | undefined> {
    const mine = known
    // Of all whose value did not fit at the same time, the first one has it read anew for the others.
    if ((await readHeld(secret)).value === unfit && known === mine) known = undefined
    const held = await readHeld(secret)
    if (held.value !== unfit) return { value: held.value, isBefore: false }
    const before = await readBefore(secret, held)
    return before === undefined || before === unfit ? undefined : { value: before, isBefore: true }
  }

  return {
    /**
     * The value of a secret.
     *
     * @throws ServiceError `temporarily_unavailable` when SSM does not answer or has no such parameter
     */
    async read(secret: Secret): Promise<string> {
      return 'literal' in secret ? secret.literal : (await readHeld(secret)).value
    },

    /**
     * The value in place of one that was refused, since a rotation takes place at two places one after the other: the
     * one that SSM holds by now, or when that was refused, the one before it.
     *
     * @returns undefined when there is no other
     * @throws ServiceError as {@link read}
     */
    async replacing(secret: Secret, refused: string): Promise<string | undefined> {
      if ('literal' in secret) return undefined
      const found = await other(secret, refused)
      // It serves, but not for ever: the rotation is to be completed.
      if (found?.isBefore) observe('secret_before_in_use', undefined)
      return found?.value
    },

    /**
     * The value to open with what the current one does not open: new secrets seal, old ones open.
     *
     * @returns undefined when there is no other
     * @throws ServiceError as {@link read}
     */
    async opening(secret: Secret, unfit: string): Promise<string | undefined> {
      return 'literal' in secret ? undefined : (await other(secret, unfit))?.value
    },
  }
}

/** What SSM says of a permission that is missing, and of a key that is disabled or gone (SSM API "GetParameters"). */
function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && ['AccessDeniedException', 'InvalidKeyId'].includes(cause.name)
}
