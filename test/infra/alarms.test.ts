import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { stages } from '#infra/stages'
import { metrics } from '#shared/environment'
import { embeddedMetrics } from '#shared/metrics'
import { extractMetrics } from '../support/emf.ts'
import { alarmsOf } from './support/alarms.ts'

const { alarms } = alarmsOf()

describe('the alarms of a stage', () => {
  it.each<[string, string, string, readonly string[], string, number, number]>([
    ['ServerErrors', 'AWS/ApiGateway', '5xx', ['ApiId'], 'Sum', 3, 1],
    ['Latency', 'AWS/ApiGateway', 'Latency', ['ApiId'], 'p99', 3000, 3],
    ['AuthorizerErrors', 'AWS/Lambda', 'Errors', ['FunctionName'], 'Sum', 3, 1],
    ['Throttles', 'AWS/Lambda', 'Throttles', [], 'Sum', 3, 1],
    ['ReadThrottles', 'AWS/DynamoDB', 'ReadThrottleEvents', ['TableName'], 'Sum', 10, 1],
    ['WriteThrottles', 'AWS/DynamoDB', 'WriteThrottleEvents', ['TableName'], 'Sum', 10, 1],
    ['RefreshFailures', 'Auth0Client', 'RefreshFailures', ['Stage'], 'Sum', 3, 1],
    ['ConfigurationFaults', 'Auth0Client', 'ConfigurationFaults', ['Stage'], 'Sum', 1, 1],
    ['DeniedLogins', 'Auth0Client', 'DeniedLogins', ['Stage'], 'Sum', 50, 1],
  ])('%s watches %s %s', (name, namespace, metric, dimensions, statistic, from, periods) => {
    const alarm = alarms.get(name)
    expect(alarm).toMatchObject({ Namespace: namespace, MetricName: metric, Period: 300, Threshold: from })
    expect(alarm?.Dimensions.map(({ Name }) => Name)).toEqual(dimensions)
    expect(alarm?.Statistic ?? alarm?.ExtendedStatistic).toBe(statistic)
    expect([alarm?.EvaluationPeriods, alarm?.DatapointsToAlarm]).toEqual([periods, periods])
  })

  it('are these and no others', () => {
    expect(alarms.size).toBe(9)
  })

  it('watch the very metrics that the functions count', () => {
    const own = [...alarms.values()].filter(({ Namespace }) => !Namespace.startsWith('AWS/'))
    const watched = own.map(({ Namespace, MetricName, Dimensions }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    }))
    const counted = extractMetrics(embeddedMetrics(Object.values(metrics.names), 'dev'))
    expect(watched).toEqual(counted.map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions })))
  })

  it.each([...alarms])('%s says what has happened, where to look and what to do', (_, { AlarmDescription }) => {
    const [what, look, act, more, ...rest] = AlarmDescription.split('\n')
    expect(what).toMatch(/^[A-Z].{30,}\.$/)
    expect(look).toMatch(/^Look at .{20,}\. Dashboard: Auth0Client-dev\.$/)
    expect(act).toMatch(/^What to do: .{40,}\.$/)
    expect(more).toBe('Read on in docs/operations.md, section "Alarms".')
    expect(rest).toEqual([])
  })
})

describe('who is told', () => {
  it('is whom the stage’s row names', () => {
    const { template } = alarmsOf({ alarms: { email: 'team@example.com' } })
    template.resourceCountIs('AWS::SNS::Topic', 1)
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'team@example.com' })
  })

  it('is told by CloudWatch alone, of alarms of this stage, over TLS', () => {
    const { template, stack } = alarmsOf({ name: 'prod' })
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'))
    const { Statement } = policy?.['Properties'].PolicyDocument ?? {}
    const condition = {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': expect.objectContaining({ 'Fn::Join': expect.anything() }) },
    }
    expect(Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: condition,
      }),
    ])
    expect(JSON.stringify(Statement)).toContain(':cloudwatch:eu-west-1:111111111111:alarm:Auth0Client-prod-*')
  })

  it('is nobody where the alarms are off: no alarm, no topic', () => {
    const { template } = alarmsOf({ alarms: 'off' })
    for (const type of [
      'AWS::CloudWatch::Alarm',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SNS::Subscription',
    ]) {
      template.resourceCountIs(type, 0)
    }
  })
})

it('alarms are on in every stage', () => {
  for (const { alarms } of Object.values(stages)) expect(alarms).toMatchObject({ email: expect.stringContaining('@') })
})

it('cdk-nag finds nothing', () => {
  const { stack } = alarmsOf()
  expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
})
