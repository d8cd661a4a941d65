import {
  GetParameterHistoryCommand,
  type ParameterHistory,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { afterAll, beforeAll } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createParameterStore } from '#infra/local/ssm'
import { factPath } from '#infra/parameters'
import { type StageName, stages } from '#infra/stages'
import { parameterPath } from '#shared/environment'

export const KEY = `arn:aws:kms:eu-west-1:${stages.dev.account}:key/11111111-2222-3333-4444-555555555555`

/** A parameter store that lives as long as the test file, and what a command needs to find it. */
export function useStore(account = stages.dev.account) {
  const server = createParameterStore({ account, region: stages.dev.region })
  const used = { variables: {} as Record<string, string>, client: undefined as SSMClient | undefined }
  const client = () => {
    if (!used.client) throw new Error('The store is not up')
    return used.client
  }
  beforeAll(async () => {
    const endpoint = await listen(server)
    const [id, secret] = ['local', 'local']
    used.variables = { AWS_ENDPOINT_URL_SSM: endpoint, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }
    used.client = new SSMClient({
      endpoint,
      region: stages.dev.region,
      credentials: { accessKeyId: id, secretAccessKey: secret },
    })
  })
  afterAll(async () => {
    used.client?.destroy()
    await stop(server)
  })
  const put = async (Name: string, Value: string, Type: 'String' | 'SecureString' = 'String') => {
    await client().send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }))
  }
  return {
    variables: () => used.variables,
    client,
    put,
    /** What is held of a parameter now, with the key that seals it; undefined when nothing is. */
    async held(name: string, stage: StageName = 'dev'): Promise<ParameterHistory | undefined> {
      const history = new GetParameterHistoryCommand({ Name: parameterPath(stage, name), WithDecryption: true })
      const { Parameters = [] } = await client()
        .send(history)
        .catch((cause: unknown) => {
          if (cause instanceof ParameterNotFound) return { Parameters: [] }
          throw cause
        })
      return Parameters.at(-1)
    },
    /** What the data stack would write. */
    deployData: async (stage: StageName = 'dev') => {
      await put(factPath(stage, 'table'), 'Sessions')
      await put(factPath(stage, 'key'), KEY)
    },
    /** All that the example's configuration needs. */
    async putAll(stage: StageName = 'dev') {
      for (const [name, value] of Object.entries(PLAIN)) await put(parameterPath(stage, name), value)
      for (const name of SECRETS) await put(parameterPath(stage, name), `value of ${name}`, 'SecureString')
    },
  }
}

export const PLAIN = {
  AUTH0_CONNECTION: 'dev-users',
  AUTH0_URL: 'https://example.eu.auth0.com',
  CMS_CLIENT_ID: 'cms',
  CMS_SECRET_HASH: '0'.repeat(64),
  CMS_URL: 'https://cms.example.com',
  FRONTEND_CLIENT_ID: 'frontend',
  MANAGEMENT_CLIENT_ID: 'management',
  PROJECT_URL: 'https://auth.example.com',
}
export const SECRETS = ['CMS_CLIENT_SECRET', 'FRONTEND_CLIENT_SECRET', 'MANAGEMENT_CLIENT_SECRET']
