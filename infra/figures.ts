import { Duration } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITable } from 'aws-cdk-lib/aws-dynamodb'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { type MetricName, metrics } from '#shared/environment'
import type { StageRow } from './stages.ts'

/** What of a stage is watched. */
export interface Watched {
  readonly stage: StageRow
  readonly api: HttpApi
  readonly table: Pick<ITable, 'tableName' | 'metric'>
  readonly authorizer: LambdaFunction
}

/** The figures by which a stage is judged: the alarms watch them, the dashboard shows them. */
export type Figures = ReturnType<typeof figuresOf>

/** Long enough for a few users to make a figure, short enough to be told in time. */
const PERIOD = Duration.minutes(5)

/** What is counted, in each period. */
export const counted = { statistic: 'Sum', period: PERIOD } as const

/**
 * The figures of a stage. Each is a plain metric, since an alarm on a formula costs as much as one on each part of it.
 * Those of Lambda as a whole know no stage: they are the account's in this region.
 */
export function figuresOf({ stage, api, table, authorizer }: Watched) {
  const { refreshFailures, configurationFaults, deniedLogins } = metrics.names
  return {
    serverErrors: api.metricServerError(counted),
    latency: api.metricLatency({ statistic: 'p99', period: PERIOD }),
    authorizerErrors: authorizer.metricErrors(counted),
    throttles: LambdaFunction.metricAllThrottles(counted),
    readThrottles: table.metric('ReadThrottleEvents', counted),
    writeThrottles: table.metric('WriteThrottleEvents', counted),
    refreshFailures: ownMetric(stage, refreshFailures),
    configurationFaults: ownMetric(stage, configurationFaults),
    deniedLogins: ownMetric(stage, deniedLogins),
  }
}

/** A metric that the functions count themselves, see `shared/metrics.ts`. */
function ownMetric({ name }: StageRow, metricName: MetricName): Metric {
  return new Metric({
    namespace: metrics.namespace,
    metricName,
    dimensionsMap: { [metrics.dimension]: name },
    ...counted,
  })
}
