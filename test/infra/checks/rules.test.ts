import { describe, expect, it } from 'vitest'
import type { Finding } from '#infra/checks/finding'
import { rules } from '#infra/checks/rules'
import { stages } from '#infra/stages'
import { objectOf, parseTemplate, type Template } from '#infra/template'
import { synthesize } from '../support/synth.ts'

const row = { ...stages.prod, allowedOrigins: ['https://app.example'] }
const app = synthesize({ rows: [row] })
const templates = { Data: app.template('prod', 'Data'), Api: app.template('prod', 'Api') }

/** Everything that is found, as `rule: id`. */
function findings(template: Template): readonly string[] {
  const found = Object.entries(rules).flatMap(([name, rule]) =>
    rule(template).map((finding) => [name, finding] as const),
  )
  return found.map(([name, { says }]: readonly [string, Finding]) => `${name}: ${says}`)
}

/** A copy of a template with one property of the first resource of a type changed. */
function broken(part: 'Data' | 'Api', type: string, change: (properties: Record<string, unknown>) => void): Template {
  const copy = structuredClone(templates[part])
  const [resource] = Object.values(copy.Resources).filter(({ Type }) => Type === type)
  if (!resource) throw new Error(`There is no ${type}`)
  change(resource.Properties)
  return parseTemplate(copy)
}

/** Changes a member of a member. */
function within(outer: string, change: (inner: Record<string, unknown>) => void) {
  return (properties: Record<string, unknown>) => {
    const inner = { ...objectOf(properties[outer]) }
    change(inner)
    properties[outer] = inner
  }
}

it.each(Object.keys(templates) as (keyof typeof templates)[])('the %s stack has no fault', (part) => {
  expect(findings(templates[part])).toEqual([])
})

const API = 'AWS::ApiGatewayV2::Api'
const FUNCTION = 'AWS::Lambda::Function'
const TABLE = 'AWS::DynamoDB::Table'

describe('a fault is found by its rule, and by no other', () => {
  it.each<[string, 'Data' | 'Api', string, (properties: Record<string, unknown>) => void]>([
    ['route-once', 'Api', 'AWS::ApiGatewayV2::Route', (p) => Object.assign(p, { RouteKey: 'DELETE /users/{other}' })],
    ['route-limits', 'Api', 'AWS::ApiGatewayV2::Stage', within('RouteSettings', (s) => (s['GET /nowhere'] = {}))],
    ['cors-origins', 'Api', API, within('CorsConfiguration', (c) => (c['AllowOrigins'] = ['*']))],
    ['cors-origins', 'Api', API, within('CorsConfiguration', (c) => (c['AllowOrigins'] = ['https://*.example']))],
    ['cors-origins', 'Api', API, within('CorsConfiguration', (c) => delete c['AllowCredentials'])],
    ['cors-origins', 'Api', API, within('CorsConfiguration', (c) => (c['ExposeHeaders'] = []))],
    ['environment-size', 'Api', FUNCTION, within('Environment', (e) => (e['Variables'] = { A: 'x'.repeat(4096) }))],
    ['environment-size', 'Api', FUNCTION, within('Environment', (e) => (e['Variables'] = manyUnknown(30)))],
    ['environment-names', 'Api', FUNCTION, within('Environment', (e) => (e['Variables'] = { AWS_REGION: 'x' }))],
    ['environment-names', 'Api', FUNCTION, within('Environment', (e) => (e['Variables'] = { _HANDLER: 'x' }))],
    ['environment-secrets', 'Api', FUNCTION, within('Environment', (e) => (e['Variables'] = resolved()))],
    ['policy-exact', 'Api', 'AWS::IAM::Policy', (p) => allow(p, 'dynamodb:*', 'arn:aws:dynamodb:::table/x')],
    ['policy-exact', 'Api', 'AWS::IAM::Policy', (p) => allow(p, 'dynamodb:GetItem', '*')],
    ['table-attributes', 'Data', TABLE, (p) => Object.assign(p, { AttributeDefinitions: [] })],
    ['table-attributes', 'Data', TABLE, (p) => Object.assign(p, { GlobalSecondaryIndexes: [] })],
    ['table-expiry', 'Data', TABLE, within('TimeToLiveSpecification', (t) => (t['AttributeName'] = 'ttl'))],
  ])('%s in the %s stack: %s %#', (rule, part, type, change) => {
    const found = findings(broken(part, type, change))
    expect(new Set(found.map((text) => text.split(':')[0]))).toEqual(new Set([rule]))
  })

  it('table-retention: a protected table that its stack would delete', () => {
    const copy = structuredClone(templates.Data)
    for (const resource of Object.values(copy.Resources)) resource['DeletionPolicy'] = 'Delete'
    expect(findings(copy)).toEqual([expect.stringMatching(/^table-retention: /)])
  })

  it('alarm-datapoints and alarm-advice: an alarm that can never ring, and one that says nothing', () => {
    const alarm = (Properties: Record<string, unknown>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties })
    const advice = 'Requests fail. Open the log group and look for level ERROR.'
    const Resources = {
      never: alarm({ DatapointsToAlarm: 4, EvaluationPeriods: 3, AlarmDescription: advice }),
      silent: alarm({ DatapointsToAlarm: 2, EvaluationPeriods: 3, AlarmDescription: 'Errors' }),
      good: alarm({ EvaluationPeriods: 3, AlarmDescription: advice }),
    }
    const names = findings(parseTemplate({ Resources })).map((text) => text.split(':')[0])
    expect(names).toEqual(['alarm-datapoints', 'alarm-advice'])
  })
})

function manyUnknown(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`PLACEHOLDER_${i}`, { Ref: `Parameter${i}` }]))
}

/** A secret that CloudFormation would write into the variable. */
function resolved(): Record<string, unknown> {
  return { SECRET: '{{resolve:ssm-secure:/auth0-client/prod/CMS_CLIENT_SECRET}}' }
}

function allow(properties: Record<string, unknown>, Action: string, Resource: string): void {
  properties['PolicyDocument'] = { Statement: [{ Effect: 'Allow', Action, Resource }] }
}
