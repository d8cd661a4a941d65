import { Template } from 'aws-cdk-lib/assertions'
import * as v from 'valibot'
import { addAlarms } from '#infra/alarms'
import type { StageRow } from '#infra/stages'
import { watchedStack } from './watched.ts'

/** Nothing else: `Metrics` would be a formula, each part of which costs as much as an alarm. */
const AlarmSchema = v.strictObject({
  AlarmName: v.string(),
  // ASCII alone: CloudFormation has been seen to make question marks of the rest.
  AlarmDescription: v.pipe(v.string(), v.maxLength(1024), v.regex(/^[ -~\n]+$/)),
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.unknown() })), []),
  Statistic: v.optional(v.string()),
  ExtendedStatistic: v.optional(v.string()),
  Period: v.number(),
  Threshold: v.number(),
  EvaluationPeriods: v.number(),
  DatapointsToAlarm: v.number(),
  ComparisonOperator: v.literal('GreaterThanOrEqualToThreshold'),
  TreatMissingData: v.literal('notBreaching'),
  AlarmActions: v.tuple([v.unknown()]),
  OKActions: v.tuple([v.unknown()]),
})

/** A stage's alarms as its template has them, by their name after the stage's. */
export function alarmsOf(row: Partial<StageRow> = {}) {
  const watched = watchedStack(row)
  addAlarms(watched.stack, watched)
  const template = Template.fromStack(watched.stack)
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) =>
    v.parse(AlarmSchema, Properties),
  )
  const prefix = `Auth0Client-${watched.stage.name}-`
  const alarms = new Map(found.map((alarm) => [alarm.AlarmName.replace(new RegExp(`^${prefix}`), ''), alarm]))
  return { ...watched, template, alarms }
}
