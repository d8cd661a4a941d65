import { beforeAll, describe, expect, it } from 'vitest'
import { functionName } from '#infra/bundle'
import { exportsOf } from '#infra/rehearsal/deploy'
import { createJudge, type Judge } from '#infra/rehearsal/policies'
import { createResolver, type Resolve } from '#infra/rehearsal/resolver'
import { needs } from '#infra/routes'
import { stages } from '#infra/stages'
import { resourcesOf, type Template } from '#infra/template'
import { parameterPath } from '#shared/environment'
import { synthesize } from './support/synth.ts'

const { account, region } = stages.dev
const arn = (service: string, resource: string, of = account) => `arn:aws:${service}:${region}:${of}:${resource}`
const parameter = (name: string, stage = 'dev') => arn('ssm', `parameter${parameterPath(stage, name)}`)
const [CMS, FRONTEND, MANAGEMENT] = ['CMS_CLIENT_SECRET', 'FRONTEND_CLIENT_SECRET', 'MANAGEMENT_CLIENT_SECRET'].map(
  (name) => parameter(name),
)

const app = synthesize()
const data = app.template('dev', 'Data')
const api = app.template('dev', 'Api')
const [table, key] = ['AWS::DynamoDB::Table', 'AWS::KMS::Key'].map((type) => resourcesOf(data, type)[0]?.id ?? '')
const TABLE = arn('dynamodb', `table/${table}-x`)
const BY_USER = `${TABLE}/index/byUser`
const BY_SID = `${TABLE}/index/bySid`
const KEY = arn('kms', `key/${key}`)

let judge: Judge

beforeAll(() => {
  const surroundings = { account, region, apiUrl: 'https://api.example', suffix: 'x', parameters: parametersOf(api) }
  const resolveData: Resolve = createResolver(data, { ...surroundings, exported: new Map() })
  const resolve = createResolver(api, { ...surroundings, exported: exportsOf(data, resolveData) })
  judge = createJudge(api, resolve, account)
})

function parametersOf({ Parameters }: Template): ReadonlyMap<string, string> {
  return new Map(Object.values(Parameters).map(({ Default = '' }) => [Default, 'value']))
}

/** Logical id of a function's Lambda. */
function lambdaOf(file: string): string {
  const found = resourcesOf(api, 'AWS::Lambda::Function').find(({ properties }) =>
    String(properties['Description']).endsWith(`functions/${file}.ts`),
  )
  if (!found) throw new Error(`There is no Lambda of ${file} (${functionName(file)})`)
  return found.id
}

function ask(file: string, action: string, resource = '', context: Record<string, string> = {}): Promise<boolean> {
  return judge({ fn: lambdaOf(file), action, resource, context })
}

const opening = (secret = '', service = `ssm.${region}.amazonaws.com`) => ({
  'kms:ViaService': service,
  'kms:EncryptionContext:PARAMETER_ARN': secret,
})

describe('a function may', () => {
  it.each<[string, string, string | undefined, Record<string, string>?]>([
    ['userinfo', 'dynamodb:GetItem', TABLE],
    ['userinfo', 'dynamodb:UpdateItem', TABLE],
    ['userinfo', 'ssm:GetParameters', CMS],
    ['userinfo', 'ssm:GetParameters', FRONTEND],
    ['userinfo', 'kms:Decrypt', KEY, opening(CMS)],
    ['authorize', 'dynamodb:PutItem', TABLE],
    ['oauth/token', 'dynamodb:Query', BY_USER],
    ['users/active', 'dynamodb:Scan', BY_USER],
    ['users/list', 'ssm:GetParameters', MANAGEMENT],
    ['users/list', 'kms:Decrypt', KEY, opening(MANAGEMENT)],
    ['sessions/revoke', 'dynamodb:Query', BY_USER],
    ['sessions/revoke', 'dynamodb:DeleteItem', TABLE],
    ['status/ready', 'dynamodb:GetItem', TABLE],
    ['change-password', 'dynamodb:UpdateItem', TABLE],
    ['backchannel-logout', 'dynamodb:Query', BY_USER],
    ['backchannel-logout', 'dynamodb:Query', BY_SID],
  ])('%s: %s on %s', async (file, action, resource, context) => {
    expect(await ask(file, action, resource, context)).toBe(true)
  })
})

describe('a function may not', () => {
  it.each<[string, string, string | undefined, Record<string, string>?]>([
    ['users/active', 'dynamodb:Scan', TABLE],
    ['userinfo', 'dynamodb:Scan', BY_USER],
    ['userinfo', 'dynamodb:Query', BY_USER],
    ['userinfo', 'dynamodb:Query', BY_SID],
    ['sessions/revoke', 'dynamodb:Query', BY_SID],
    ['backchannel-logout', 'dynamodb:Query', TABLE],
    ['userinfo', 'dynamodb:DeleteTable', TABLE],
    ['userinfo', 'dynamodb:BatchGetItem', TABLE],
    ['userinfo', 'dynamodb:GetItem', arn('dynamodb', 'table/another')],
    ['userinfo', 'ssm:GetParameters', MANAGEMENT],
    ['userinfo', 'ssm:GetParameters', parameter('CMS_CLIENT_SECRET', 'prod')],
    ['userinfo', 'ssm:GetParameters', parameter('AUTH0_CONNECTION')],
    ['userinfo', 'ssm:GetParametersByPath', parameter('')],
    ['userinfo', 'ssm:PutParameter', CMS],
    ['userinfo', 'kms:Decrypt', KEY, opening(MANAGEMENT)],
    ['userinfo', 'kms:Decrypt', KEY, opening(CMS, `s3.${region}.amazonaws.com`)],
    ['userinfo', 'kms:Decrypt', KEY],
    ['userinfo', 'kms:Decrypt', arn('kms', 'key/another'), opening(CMS)],
    ['userinfo', 'kms:Encrypt', KEY, opening(CMS)],
    ['authorize', 'dynamodb:GetItem', TABLE],
    ['authorize', 'ssm:GetParameters', CMS],
    ['change-password', 'dynamodb:GetItem', TABLE],
    ['change-password', 'ssm:GetParameters', CMS],
    ['status/healthz', 'dynamodb:GetItem', TABLE],
    ['status/ready', 'dynamodb:PutItem', TABLE],
    ['status/check-up', 'ssm:GetParameters', CMS],
    ['users/list', 'dynamodb:Scan', TABLE],
    ['users/list', 'dynamodb:Query', BY_USER],
  ])('%s: %s on %s', async (file, action, resource, context) => {
    expect(await ask(file, action, resource, context)).toBe(false)
  })
})

it('nobody but /users/active may scan, and nobody may scan the table', async () => {
  for (const file of Object.keys(needs)) {
    expect(await ask(file, 'dynamodb:Scan', TABLE), file).toBe(false)
    expect(await ask(file, 'dynamodb:Scan', BY_USER), file).toBe(file === 'users/active')
  }
})

it('nobody reads the secret of user management but those who manage users', async () => {
  for (const [file, list] of Object.entries(needs)) {
    expect(await ask(file, 'ssm:GetParameters', MANAGEMENT), file).toBe(list.includes('managementSecret'))
    expect(await ask(file, 'ssm:GetParameters', CMS), file).toBe(list.includes('clientSecrets'))
  }
})

it('a question that names no action of AWS is an error, not a no', async () => {
  await expect(ask('userinfo', 'dynamodb:GetItemz', TABLE)).rejects.toThrow('No question for IAM')
})
