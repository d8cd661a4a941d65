import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleRoutes } from '#infra/local/example'
import { factPath } from '#infra/parameters'
import { ProtectedApiStack } from '../../examples/protected-api/protected-api-stack.ts'

const { context } = JSON.parse(readFileSync('examples/protected-api/cdk.json', 'utf8'))

let app: App
let stack: ProtectedApiStack
let template: Template

beforeAll(async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'protected-api-'))
  app = new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation: false })
  stack = new ProtectedApiStack(app, 'ProtectedApi', { authStage: 'dev' })
  template = Template.fromStack(stack)
})

afterAll(() => rm(app.outdir, { recursive: true }))

/** Names and properties of all resources of a type. */
function resources(type: string): readonly (readonly [string, Record<string, unknown>])[] {
  return Object.entries(template.findResources(type)).map(([name, { Properties }]) => [name, Properties])
}

/** The only resource of a type. */
function only(type: string) {
  const [resource, ...others] = resources(type)
  if (!resource || others.length > 0) throw new Error(`There are ${others.length + 1} of ${type}`)
  return resource
}

describe('the authorizer', () => {
  it('is asked about every request, and answers yes or no', () => {
    expect(only('AWS::ApiGatewayV2::Authorizer')[1]).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: [],
    })
  })

  it('is the one that the stage of Auth0 Client tells of', () => {
    const parameters = template.findParameters('*', { Default: factPath('dev', 'authorizer') })
    const [[name, parameter] = []] = Object.entries(parameters)
    expect(parameter).toMatchObject({ Type: 'AWS::SSM::Parameter::Value<String>' })
    expect(JSON.stringify(only('AWS::ApiGatewayV2::Authorizer')[1]['AuthorizerUri'])).toContain(`{"Ref":"${name}"}`)
  })

  it('guards every route, which are those of the local stage', () => {
    const [authorizer] = only('AWS::ApiGatewayV2::Authorizer')
    const routes = resources('AWS::ApiGatewayV2::Route').map(([, properties]) => properties)
    expect(routes.map(({ RouteKey }) => RouteKey).toSorted()).toEqual(
      exampleRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    )
    for (const route of routes) {
      expect(route).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer } })
    }
  })

  it('is none of this stack’s functions, and gets no permission from it', () => {
    const [name] = only('AWS::Lambda::Function')
    const permitted = resources('AWS::Lambda::Permission').map(([, { FunctionName }]) => FunctionName)
    expect(permitted).toEqual(exampleRoutes.map(() => ({ 'Fn::GetAtt': [name, 'Arn'] })))
  })
})

describe('the function', () => {
  it('runs on Node.js 24 and arm64, by a role and with a log of its own', () => {
    const [log] = Object.keys(template.findResources('AWS::Logs::LogGroup')).filter((name) =>
      name.startsWith('Example'),
    )
    const [role] = only('AWS::IAM::Role')
    expect(only('AWS::Lambda::Function')[1]).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Role: { 'Fn::GetAtt': [role, 'Arn'] },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: log } },
    })
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [log, 'Arn'] },
          },
        ],
      },
    })
  })

  it('is bundled without Docker, and answers with who is calling', async () => {
    const [, hash] = /"S3Key":"(\w+)\.zip"/.exec(JSON.stringify(only('AWS::Lambda::Function')[1])) ?? []
    const { handler } = await import(join(app.outdir, `asset.${hash}`, 'index.mjs'))
    const lambda = { userId: 'auth0|1', client: 'app' }
    const { statusCode, body } = await handler({ requestContext: { authorizer: { lambda } } })
    expect([statusCode, JSON.parse(body)]).toEqual([200, { youAre: lambda }])
  })
})

it('logs are kept for a time, and the access log holds no secret', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() })
  const [, { AccessLogSettings }] = only('AWS::ApiGatewayV2::Stage')
  const format = JSON.stringify(AccessLogSettings)
  expect(format).toContain('$context.requestId')
  expect(format).not.toMatch(/cookie|authorization|query|header|\$context\.path|rawPath/i)
})

it('AwsSolutions finds nothing', () => {
  expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
})

it('its README installs the versions that it is tried with', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const pins = readFileSync('examples/protected-api/README.md', 'utf8').matchAll(/(\S+)@(\d+\.\d+\.\d+)/g)
  const pinned = Object.fromEntries([...pins].map(([, name, version]) => [name, version]))
  expect(Object.keys(pinned)).toContain('aws-cdk')
  expect(devDependencies).toMatchObject(pinned)
})
