import { expect, it } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import { type StageRow, stages } from '#infra/stages'
import { objectOf, resourcesOf, type Template } from '#infra/template'
import { readJson } from '#shared/config/load'
import { configFile, only, synthesize } from './support/synth.ts'

function devWith(changes: Partial<StageRow>, config: unknown = readJson(CONFIG_FILE)): Template {
  return synthesize({ rows: [{ ...stages.dev, ...changes }], configFile: configFile(config) }).template('dev', 'Api')
}

it('without origins the API knows nothing of CORS', () => {
  expect(only(devWith({}), 'AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration')
})

it('the stage’s origins may use the cookie and read Location, placeholders filled when it is deployed', () => {
  const allowedOrigins = ['https://app.example', '{{CMS_URL}}']
  const { CorsConfiguration } = only(devWith({ allowedOrigins }), 'AWS::ApiGatewayV2::Api')
  expect(CorsConfiguration).toMatchObject({
    AllowOrigins: ['https://app.example', { Ref: expect.stringContaining('CMSURL') }],
    AllowCredentials: true,
    ExposeHeaders: ['location'],
    AllowHeaders: ['authorization', 'client-type', 'content-type', 'secret'],
    AllowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
  })
})

it('a domain of one’s own replaces API Gateway’s address', () => {
  const certificateArn = `arn:aws:acm:${stages.dev.region}:${stages.dev.account}:certificate/x`
  const template = devWith({ domain: { name: 'auth.dev.example.com', certificateArn } })
  expect(only(template, 'AWS::ApiGatewayV2::Api')).toMatchObject({ DisableExecuteApiEndpoint: true })
  expect(only(template, 'AWS::ApiGatewayV2::DomainName')).toMatchObject({ DomainName: 'auth.dev.example.com' })
  expect(only(template, 'AWS::ApiGatewayV2::ApiMapping')).toMatchObject({ Stage: expect.anything() })
  const facts = resourcesOf(template, 'AWS::SSM::Parameter').map(({ properties }) => properties)
  expect(facts).toContainEqual(
    expect.objectContaining({ Name: '/auth0-client/dev/stack/url', Value: 'https://auth.dev.example.com' }),
  )
})

it('a session lasts as long as the stage says', () => {
  const template = devWith({ sessionSeconds: 3600 })
  const durations = resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ properties }) => {
    const { SESSION_DURATION_SECONDS } = objectOf(objectOf(properties['Environment'])['Variables'])
    return SESSION_DURATION_SECONDS === undefined ? [] : [SESSION_DURATION_SECONDS]
  })
  expect(new Set(durations)).toEqual(new Set(['3600']))
})

it('the authorizer may be asked by every HTTP API of the account, and its ARN is told', () => {
  const template = devWith({})
  const authorizer = resourcesOf(template, 'AWS::Lambda::Function').find(({ id }) => id.startsWith('authorizer'))
  const arn = { 'Fn::GetAtt': [authorizer?.id, 'Arn'] }
  const { account, region } = stages.dev
  const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(({ properties }) => properties)
  expect(permissions.filter(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify(arn))).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'apigateway.amazonaws.com',
      SourceAccount: account,
      SourceArn: `arn:aws:execute-api:${region}:${account}:*/authorizers/*`,
    },
  ])
  const facts = resourcesOf(template, 'AWS::SSM::Parameter').map(({ properties }) => properties)
  expect(facts).toContainEqual(expect.objectContaining({ Name: '/auth0-client/dev/stack/authorizer', Value: arn }))
})
