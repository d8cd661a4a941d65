import { Stack } from 'aws-cdk-lib'
import { Alarm, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { type AlarmRule, alarmRules } from './alarm-rules.ts'
import { figuresOf, type Watched } from './figures.ts'
import type { StageName } from './stages.ts'

/**
 * Adds a stage's alarms, with the topic that tells of them by mail; nothing of it where the stage's row says `off`.
 *
 * @returns the alarms, for the dashboard
 */
export function addAlarms(scope: Construct, watched: Watched): readonly Alarm[] {
  const { name, alarms } = watched.stage
  if (alarms === 'off') return []
  const action = new SnsAction(mailTopic(scope, name, alarms.email))
  const figures = figuresOf(watched)
  return alarmRules.map((rule) => {
    const alarm = newAlarm(scope, name, rule, figures[rule.figure])
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
    return alarm
  })
}

/** Alarms are named by us, since the name is the subject of the mail, and by the stage, for stages may share an account. */
function alarmName(stage: StageName, name: string): string {
  return `Auth0Client-${stage}-${name}`
}

function newAlarm(scope: Construct, stage: StageName, rule: AlarmRule, metric: IMetric): Alarm {
  const { name, from, periods } = rule
  return new Alarm(scope, `${name}Alarm`, {
    alarmName: alarmName(stage, name),
    alarmDescription: describe(stage, rule),
    metric,
    threshold: from,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    // Nobody calls, nothing fails: no data is no alarm.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
}

function describe(stage: StageName, { what, look, act }: AlarmRule): string {
  return [
    what,
    `Look at ${look} Dashboard: Auth0Client-${stage}.`,
    `What to do: ${act}`,
    'Read on in docs/operations.md, section "Alarms".',
  ].join('\n')
}

/** Only CloudWatch publishes here, and only for alarms of this stage (Amazon SNS, "Access control use cases"). */
function mailTopic(scope: Construct, stage: StageName, email: string): Topic {
  const topic = new Topic(scope, 'AlarmTopic', { displayName: `Auth0 Client ${stage}`, enforceSSL: true })
  topic.addSubscription(new EmailSubscription(email))
  const { account, region, partition } = Stack.of(scope)
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarmName(stage, '*')}` },
      },
    }),
  )
  return topic
}
