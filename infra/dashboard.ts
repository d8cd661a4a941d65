import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { counted, figuresOf, type Watched } from './figures.ts'
import { table as shape } from './table.ts'

/** What the dashboard shows. */
export interface Shown extends Watched {
  /** The functions by their file under `functions/`, as in `infra/routes.ts`. */
  readonly functions: Readonly<Record<string, LambdaFunction>>
  readonly alarms: readonly Alarm[]
}

/** Functions at which people log in or come back: what they are called is what is going on. */
const LOGINS = ['oauth/token', 'web-login/callback', 'refreshtoken']

/** Every line of an error, ours or Lambda's own (a crash, a timeout); the request's id leads to the rest. */
export const FAILED_REQUESTS = [
  'fields @timestamp, requestId, route, statusCode, error.0.code as word, coalesce(error.1.code, error.1.name) as cause, @log',
  'filter level = "ERROR" or record.status in ["error", "failure", "timeout"]',
  'sort @timestamp desc',
  'limit 20',
] as const

/**
 * Adds the dashboard `Auth0Client-<stage>`. It names fewer than 50 metrics: the first three such dashboards of an account
 * cost nothing.
 */
export function addDashboard(scope: Construct, shown: Shown): Dashboard {
  const { stage, alarms } = shown
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `Auth0Client-${stage.name}`,
    widgets: [...(alarms.length > 0 ? [[states(alarms)]] : []), ...graphs(shown), [failedRequests(shown)]],
  })
}

function graphs(shown: Shown): IWidget[][] {
  const { api, authorizer, functions } = shown
  const figures = figuresOf(shown)
  const median = { ...counted, statistic: Stats.p(50), label: 'p50' }
  const logins = LOGINS.flatMap((file) => functions[file]?.metricInvocations({ ...counted, label: file }) ?? [])
  return [
    [
      graph('Requests', api.metricCount(counted), api.metricClientError(counted), figures.serverErrors),
      graph('Latency', figures.latency.with({ label: 'p99' }), api.metricLatency(median)),
      graph('Logins and refreshes', ...logins),
    ],
    [
      graph('Failures', figures.refreshFailures, figures.configurationFaults, figures.deniedLogins),
      graph('Authorizer', authorizer.metricInvocations(counted), figures.authorizerErrors),
      graph('Lambda, all of the account', concurrency(), figures.throttles, LambdaFunction.metricAllErrors(counted)),
    ],
    [
      graph('Table: consumed units', ...ofTable(shown, 'ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits')),
      graph('Table: throttles', ...ofTable(shown, 'ReadThrottleEvents', 'WriteThrottleEvents')),
    ],
  ]
}

/** Metrics of the table and of each index, which counts for itself. */
function ofTable({ table }: Watched, ...names: readonly string[]): IMetric[] {
  const { tableName } = table
  return names.flatMap((name) => [
    table.metric(name, counted),
    ...shape.indexes.map((index) =>
      table.metric(name, {
        ...counted,
        label: `${name} ${index.name}`,
        dimensionsMap: { TableName: tableName, GlobalSecondaryIndexName: index.name },
      }),
    ),
  ])
}

function concurrency(): IMetric {
  return LambdaFunction.metricAllConcurrentExecutions({ ...counted, statistic: Stats.MAXIMUM })
}

function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } })
}

function states(alarms: readonly Alarm[]): AlarmStatusWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })
}

function failedRequests({ functions, authorizer }: Shown): LogQueryWidget {
  const groups = new Set([...Object.values(functions), authorizer].map(({ logGroup }) => logGroup.logGroupName))
  return new LogQueryWidget({
    title: 'Failed requests',
    logGroupNames: [...groups],
    queryLines: [...FAILED_REQUESTS],
    width: 24,
    height: 8,
  })
}
