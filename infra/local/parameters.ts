import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { parameterPath } from '#shared/environment'
import { localSettings } from './credentials.ts'
import { StageError } from './listen.ts'

/** Secrets by the names of their placeholders. */
export type Secrets = Readonly<Record<string, string>>

/**
 * Puts the stage's secrets into SSM, each as the SecureString that the functions read.
 *
 * @param given secrets that replace what SSM holds
 * @param fallback secrets for the names that SSM does not hold
 * @returns what SSM holds now
 * @throws StageError when SSM does not answer or refuses
 */
export async function putSecrets(endpoint: string, stage: string, given: Secrets, fallback: Secrets): Promise<Secrets> {
  const client = new SSMClient({ endpoint, ...localSettings(process.env) })
  const path = (name: string) => parameterPath(stage, name)
  const wanted = { ...fallback, ...given }
  try {
    const held: Record<string, string> = {}
    for (const [name, value] of Object.entries(wanted)) {
      const found = await read(client, path(name))
      held[name] = name in given ? value : (found ?? value)
      if (held[name] !== found) await write(client, path(name), held[name])
    }
    return held
  } catch (cause) {
    throw new StageError(`SSM at ${endpoint} can't hold the secrets: ${String(cause)}`, { cause })
  } finally {
    client.destroy()
  }
}

/**
 * Puts plain parameters into SSM.
 *
 * @param parameters values by their paths
 * @throws StageError when SSM does not answer or refuses
 */
export async function putPlain(endpoint: string, parameters: ReadonlyMap<string, string>): Promise<void> {
  const client = new SSMClient({ endpoint, ...localSettings(process.env) })
  try {
    for (const [Name, Value] of parameters) {
      await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }))
    }
  } catch (cause) {
    throw new StageError(`SSM at ${endpoint} can't hold the parameters: ${String(cause)}`, { cause })
  } finally {
    client.destroy()
  }
}

async function read(client: SSMClient, name: string): Promise<string | undefined> {
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names: [name], WithDecryption: true }))
  return Parameters[0]?.Value
}

async function write(client: SSMClient, name: string, value: string): Promise<void> {
  await client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }))
}
