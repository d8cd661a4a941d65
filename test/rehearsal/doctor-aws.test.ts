import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { freePort } from '#infra/local/listen'
import { factPath } from '#infra/parameters'
import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import { stages } from '#infra/stages'
import { parameterPath } from '#shared/environment'
import { npmRunToEnd } from '../infra/local/command.ts'
import { createTestClock } from '../support/clock.ts'
import {
  doctorsVariables,
  type Parameters,
  parameterStore,
  parametersOf,
  sendDoctor,
  wrongs,
} from '../support/doctor.ts'
import { rehearseStage } from '../support/rehearsal.ts'
import { tenantAdmin } from '../support/tenant.ts'

/** Nothing answers there. */
const NOWHERE = `http://127.0.0.1:${await freePort()}`

let stage: Rehearsal
let whole: Parameters
const secrets = () => Object.values(whole).flatMap((held) => (held?.Type === 'SecureString' ? [held.Value] : []))

beforeAll(async () => {
  stage = await rehearseStage({ dynamodbEndpoint: inject('dynamodbEndpoint') }, createTestClock())
  whole = await parametersOf(stage)
  const managementLimit = { perSecond: 1000, burst: 1000 }
  await tenantAdmin(stage.tenantUrl ?? '').settings({ managementLimit })
})

afterAll(() => stage.close())

const at = (name: string) => parameterPath('dev', name)
const plain = (Value: string) => ({ Type: 'String', Value }) as const
const secret = (Value: string) => ({ Type: 'SecureString', Value }) as const

/** A table like the stage's that keeps everything. */
async function tableWithoutExpiry(): Promise<string> {
  const name = `kept-${crypto.randomUUID()}`
  await ensureTable(stage.dynamodbUrl, localTable(name))
  const client = new DynamoDBClient({ endpoint: stage.dynamodbUrl, region: 'eu-west-1' })
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: false }
  await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }))
  client.destroy()
  return name
}

test('with a good stage nothing is wrong', async () => {
  const results = await sendDoctor(stage, whole)
  expect(results.filter(({ state }) => state !== 'ok')).toEqual([])
  const subjects = ['AWS account', 'Stacks', 'Parameters', 'Secrets', 'Configuration', 'Table', 'API', 'Other stages']
  expect(results.map(({ subject }) => subject)).toEqual(expect.arrayContaining([...subjects, 'Client cms']))
})

const faults: readonly [string, () => Parameters | Promise<Parameters>, RegExp][] = [
  ['a parameter is missing', () => ({ [at('CMS_URL')]: undefined }), /^Parameters: CMS_URL can't be read/],
  ['a parameter is sealed', () => ({ [at('CMS_URL')]: secret(stage.url) }), /^Parameters: CMS_URL is a Secure/],
  [
    'a secret is missing',
    () => ({ [at('CMS_CLIENT_SECRET')]: undefined }),
    /^Secrets: CMS_CLIENT_SECRET can't be read/,
  ],
  [
    'a secret lies in clear',
    () => ({ [at('CMS_CLIENT_SECRET')]: plain(whole[at('CMS_CLIENT_SECRET')]?.Value ?? '') }),
    /^Secrets: CMS_CLIENT_SECRET is a String/,
  ],
  [
    'a rule is broken',
    () => ({ [at('CMS_URL')]: plain('http://a.example') }),
    /^Configuration: clients.cms.redirectUrl /,
  ],
  [
    'expiry is off',
    async () => ({ [factPath('dev', 'table')]: plain(await tableWithoutExpiry()) }),
    /^Table: TTL is off/,
  ],
  ['the table is gone', () => ({ [factPath('dev', 'table')]: plain('no-table') }), /^Table: It is gone/],
  ['the API is down', () => ({ [factPath('dev', 'url')]: plain(NOWHERE) }), /^API: It can't be used .*ECONNREFUSED/],
  [
    'the API stack is not there',
    () => ({ [factPath('dev', 'url')]: undefined, [factPath('dev', 'authorizer')]: undefined }),
    /^Stacks: Auth0Client-dev-Api is not deployed/,
  ],
  [
    'the tenant is down',
    () => ({ [at('AUTH0_URL')]: plain(NOWHERE) }),
    /^Tenant http:\/\/127.0.0.1:\d+: .*ECONNREFUSED/,
  ],
  [
    'another stage has the same secret',
    () => ({ [parameterPath('prod', 'FRONTEND_CLIENT_SECRET')]: whole[at('CMS_CLIENT_SECRET')] }),
    /^Other stages: prod has the same secret: CMS_CLIENT_SECRET here is FRONTEND_CLIENT_SECRET there/,
  ],
  [
    'another stage has the same application',
    () => ({ [parameterPath('preprod', 'CMS_CLIENT_ID')]: whole[at('CMS_CLIENT_ID')] }),
    /^Other stages: preprod has the same client id: clients.cms/,
  ],
]

test.each(faults)('%s', async (_, change, fault) => {
  const results = await sendDoctor(stage, { ...whole, ...(await change()) })
  expect(wrongs(results)).toEqual([expect.stringMatching(fault)])
  for (const value of secrets()) expect(JSON.stringify(results)).not.toContain(value)
})

test('a secret that somebody set as a plain parameter is not shown', async () => {
  const results = await sendDoctor(stage, { ...whole, [at('AUTH0_URL')]: plain(secrets()[0] ?? '') })
  expect(wrongs(results)).toContainEqual(expect.stringMatching(/^Configuration: clients.cms.auth0Url is "\*\*\*"/))
  expect(JSON.stringify(results)).not.toContain(secrets()[0])
})

test('without protection from deletion, where the row wants it', async () => {
  const results = await sendDoctor(stage, whole, { row: { ...stages.dev, deletionProtection: true } })
  expect(wrongs(results)).toEqual([expect.stringMatching(/^Table: It is not protected/)])
})

test('signed in to another account', async () => {
  const results = await sendDoctor(stage, whole, { signedIn: { ...stages.dev, account: '222222222222' } })
  expect(wrongs(results)).toEqual([expect.stringMatching(/^AWS account: We are signed in to 222222222222/)])
})

async function command(parameters: Parameters) {
  await using store = await parameterStore(parameters)
  const variables = doctorsVariables({ ssmUrl: store.url, dynamodbUrl: stage.dynamodbUrl })
  return await npmRunToEnd('doctor', ['dev'], { variables })
}

test('the command says so with exit status 0, 1 and 2', async () => {
  const good = await command(whole)
  expect(good).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/\ndev: \d+ ok, 0 warning, 0 wrong, 0 unknown\n$/),
  })
  const bad = await command({ ...whole, [at('CMS_CLIENT_SECRET')]: undefined })
  expect(bad).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('npm run params -- dev set CMS_CLIENT_SECRET'),
  })
  const none = await command({})
  expect(none).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('npm run deploy -- dev') })
  for (const value of secrets()) expect(good.stdout + good.stderr + bad.stdout + bad.stderr).not.toContain(value)
})

test.each([
  ['no stage', [], 'Name a stage: dev, preprod, prod'],
  ['two stages', ['dev', 'prod'], 'Name one stage'],
  ['an unknown option', ['dev', '--prot'], "Unknown option '--prot'"],
  ['no such file', ['dev', '--config', 'no.json'], "no.json can't be read"],
  ['nobody who answers', ['dev'], 'SSM does not answer'],
])('with %s it ends with a sentence and exit status 2', async (_, args, sentence) => {
  const variables = doctorsVariables({ ssmUrl: NOWHERE, dynamodbUrl: NOWHERE })
  const { status, stderr } = await npmRunToEnd('doctor', args, { variables })
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(sentence) })
})

test('--help tells the options', async () => {
  expect(await npmRunToEnd('doctor', ['--help'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--config FILE'),
  })
})
