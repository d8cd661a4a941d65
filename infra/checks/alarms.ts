import { resourcesOf, type Template } from '#infra/template'
import type { Finding, Rule } from './finding.ts'

/** Rules of the alarms. */
export const alarmRules: Readonly<Record<string, Rule>> = {
  'alarm-datapoints': alarmDatapoints,
  'alarm-advice': alarmAdvice,
}

/** CloudWatch refuses it when it is deployed. */
function alarmDatapoints(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => {
    const { DatapointsToAlarm, EvaluationPeriods } = properties
    if (DatapointsToAlarm === undefined || Number(DatapointsToAlarm) <= Number(EvaluationPeriods)) return []
    return [{ id, says: 'More datapoints than periods can never be reached' }]
  })
}

/** Who is woken must read what to do. */
function alarmAdvice(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) =>
    String(properties['AlarmDescription'] ?? '').length >= 40
      ? []
      : [{ id, says: 'Its description must say what to do' }],
  )
}
