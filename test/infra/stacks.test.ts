import { describe, expect, it } from 'vitest'
import { functionName } from '#infra/bundle'
import { needs, routes } from '#infra/routes'
import { type StageName, stages } from '#infra/stages'
import { listOf, objectOf, resourcesOf } from '#infra/template'
import { only, synthesize } from './support/synth.ts'

const app = synthesize()
const names: readonly StageName[] = ['dev', 'preprod', 'prod']

describe.each(names)('the data stack of %s', (stage) => {
  const template = app.template(stage, 'Data')
  const [table] = resourcesOf(template, 'AWS::DynamoDB::Table')
  const kept = stages[stage].deletionProtection

  it('holds one table: on demand, capped, recoverable, expiring', () => {
    expect(resourcesOf(template, 'AWS::DynamoDB::Table')).toHaveLength(1)
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      OnDemandThroughput: { MaxReadRequestUnits: stages[stage].tableCap.read },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
  })

  it('has keys-only indexes by user and by Auth0’s session', () => {
    const indexes = listOf(table?.properties['GlobalSecondaryIndexes']).map(objectOf)
    expect(indexes.map(({ IndexName, Projection }) => [IndexName, Projection])).toEqual([
      ['byUser', { ProjectionType: 'KEYS_ONLY' }],
      ['bySid', { ProjectionType: 'KEYS_ONLY' }],
    ])
  })

  it(`${kept ? 'outlives' : 'goes with'} its stack, table and key alike`, () => {
    const policy = kept ? 'Retain' : 'Delete'
    const held = Object.values(template.Resources).filter(({ Type }) => /Table$|Key$/.test(Type))
    expect(held.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy])
    expect(table?.properties['DeletionProtectionEnabled'] ?? false).toBe(kept)
    expect(app.stack(stage, 'Data').terminationProtection).toBe(kept)
  })

  it('seals secrets under a key of its own, which rotates', () => {
    const [alias] = resourcesOf(template, 'AWS::KMS::Alias')
    expect(alias?.properties['AliasName']).toBe(`alias/auth0-client-${stage}`)
    expect(resourcesOf(template, 'AWS::KMS::Key')[0]?.properties['EnableKeyRotation']).toBe(true)
  })
})

describe.each(names)('the API stack of %s', (stage) => {
  const template = app.template(stage, 'Api')
  const functions = resourcesOf(template, 'AWS::Lambda::Function')

  it('has every route, and nothing else', () => {
    const keys = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey'])
    expect(keys.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted())
  })

  it('has one function for each file: Node.js 24 on arm64, JSON logs of its own that are forgotten in time', () => {
    const described = functions.map(({ properties }) => String(properties['Description']).split(': ')[1])
    expect(described.toSorted()).toEqual(
      Object.keys(needs)
        .map((file) => `functions/${file}.ts`)
        .toSorted(),
    )
    for (const { properties } of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' })
      expect(properties).toMatchObject({ LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() } })
    }
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(({ properties }) => properties['RetentionInDays'])
    expect(new Set(groups)).toEqual(new Set([stages[stage].retentionDays]))
    const own = new Set(
      functions.map(({ properties }) => JSON.stringify(objectOf(properties['LoggingConfig'])['LogGroup'])),
    )
    expect(own.size).toBe(functions.length)
  })

  it('gives a function less time than the gateway waits', () => {
    const waits = resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(
      ({ properties }) => properties['TimeoutInMillis'],
    )
    for (const { properties } of functions) {
      expect(Math.min(...waits.map(Number))).toBeGreaterThan(Number(properties['Timeout']) * 1000)
    }
  })

  it('limits requests, and those that try passwords or send mails more', () => {
    const properties = only(template, 'AWS::ApiGatewayV2::Stage')
    const { throttle, strictThrottle } = stages[stage]
    const limits = (of: { rate: number; burst: number }) => ({
      ThrottlingRateLimit: of.rate,
      ThrottlingBurstLimit: of.burst,
    })
    expect(properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: limits(throttle),
    })
    const strict = limits(strictThrottle)
    expect(properties['RouteSettings']).toEqual({ 'POST /oauth/token': strict, 'POST /change-password': strict })
    expect(strictThrottle.rate).toBeLessThan(throttle.rate)
  })

  it('logs requests without cookies, queries or authorization', () => {
    const properties = only(template, 'AWS::ApiGatewayV2::Stage')
    const { Format } = objectOf(properties['AccessLogSettings'])
    expect(Format).toContain('$context.requestId')
    expect(Format).not.toMatch(
      /cookie|query|authorization|secret|\$context\.path|rawPath|\$context\.identity\.(?!sourceIp)/i,
    )
  })

  it('names no placeholder that it does not fill, and holds no secret', () => {
    const text = JSON.stringify(template)
    expect(text).not.toContain('{{')
    expect(text).not.toContain('resolve:ssm-secure')
    const [userinfo] = functions.filter(({ id }) => id.startsWith(functionName('userinfo')))
    const variables = Object.keys(objectOf(objectOf(userinfo?.properties['Environment'])['Variables']))
    expect(variables).toContain('AUTH0_CONNECTION')
    expect(variables).not.toContain('CMS_CLIENT_SECRET')
  })

  it('takes plain parameters from the stage’s own path when it is deployed', () => {
    const paths = Object.values(template.Parameters).map(({ Type, Default }) => [Type, Default])
    expect(paths).toContainEqual(['AWS::SSM::Parameter::Value<String>', `/auth0-client/${stage}/AUTH0_CONNECTION`])
    const ours = paths.filter(([, path]) => path?.startsWith('/auth0-client/'))
    expect(ours.every(([, path]) => path?.startsWith(`/auth0-client/${stage}/`))).toBe(true)
  })
})
