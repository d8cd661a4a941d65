import { RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { StageRow } from './stages.ts'

/** A log group that forgets as the stage says; where the stage is protected it outlives its stack. */
export function stageLogs(scope: Construct, id: string, { retentionDays, deletionProtection }: StageRow): LogGroup {
  return new LogGroup(scope, id, {
    retention: retentionDays,
    removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
}
