import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { CONFIG_FILE } from '#infra/bundle'
import { readConfiguration } from '#infra/configuration'
import { readFromSsm } from '#infra/doctor/ask/parameters'
import { effects } from '#infra/doctor/effects'
import { examine } from '#infra/doctor/examine'
import type { Result } from '#infra/doctor/result'
import { listen, stop } from '#infra/local/listen'
import { createParameterStore } from '#infra/local/ssm'
import { factPath } from '#infra/parameters'
import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import { type StageRow, stages } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { parameterPath } from '#shared/environment'

/** A parameter of SSM. */
export interface Held {
  readonly Type: 'String' | 'SecureString'
  readonly Value: string
}

/** Parameters by their paths; undefined where there is none. */
export type Parameters = Readonly<Record<string, Held | undefined>>

const configuration = readConfiguration(CONFIG_FILE)
const names = [...configuration.plain, ...configuration.clientSecrets, ...configuration.managementSecret]
const facts = (['table', 'url', 'key', 'authorizer'] as const).map((fact) => factPath('dev', fact))

/** Variables with which the doctor finds a rehearsed stage. */
export function doctorsVariables({ ssmUrl, dynamodbUrl }: { ssmUrl: string; dynamodbUrl: string }) {
  return {
    AWS_ENDPOINT_URL_SSM: ssmUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    LOCAL_STAGE: 'true',
  }
}

/** All parameters of a rehearsed stage `dev` of the example. */
export async function parametersOf({ ssmUrl, dynamodbUrl }: Rehearsal): Promise<Parameters> {
  Object.assign(process.env, doctorsVariables({ ssmUrl, dynamodbUrl }))
  const found = await readFromSsm('eu-west-1')([...facts, ...names.map((name) => parameterPath('dev', name))])
  const held = [...found].map(([path, parameter]): [string, Held] => {
    if ('untold' in parameter) throw new Error(`${path}: ${parameter.untold.says}`)
    const { type, value } = parameter.told
    return [path, { Type: type === 'SecureString' ? type : 'String', Value: value }]
  })
  return Object.fromEntries(held)
}

/** A parameter store of the doctor's own, so that the stage itself goes on as it is. */
export async function parameterStore(parameters: Parameters, row: StageRow = stages.dev) {
  const server = createParameterStore(row)
  const url = await listen(server)
  const client = new SSMClient({ endpoint: url, region: row.region })
  for (const [Name, held] of Object.entries(parameters)) {
    if (held) await client.send(new PutParameterCommand({ Name, ...held }))
  }
  client.destroy()
  return { url, [Symbol.asyncDispose]: () => stop(server) }
}

/** Sends the doctor to a rehearsed stage whose parameters are these. */
export async function sendDoctor(
  { dynamodbUrl }: Rehearsal,
  parameters: Parameters,
  options: { readonly row?: StageRow; readonly signedIn?: StageRow } = {},
): Promise<readonly Result[]> {
  const { row = stages.dev, signedIn = stages.dev } = options
  await using store = await parameterStore(parameters, signedIn)
  Object.assign(process.env, doctorsVariables({ ssmUrl: store.url, dynamodbUrl }))
  const others = [stages.preprod, stages.prod]
  return await examine({ row, others, configuration, json: readJson(CONFIG_FILE), local: true }, effects)
}

/** What is wrong, as `subject: sentence`. */
export function wrongs(results: readonly Result[]): readonly string[] {
  return results.filter(({ state }) => state === 'wrong').map(({ subject, says }) => `${subject}: ${says}`)
}
