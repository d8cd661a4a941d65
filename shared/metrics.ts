import { type MetricName, metrics, stageName } from './environment.ts'
import { denials, ServiceError } from './errors.ts'

const { refreshFailures, configurationFaults, deniedLogins } = metrics.names

/** The metrics that a request counts, each once, by the error that its answer tells; see docs/operations.md. */
export function countedBy(error: unknown): readonly MetricName[] {
  if (!(error instanceof ServiceError)) return []
  const { code, options } = error
  return [
    // A session or grant that has ended is refused with this word: that is no failure.
    ...(options.during === 'refresh' && code !== 'invalid_token' ? [refreshFailures] : []),
    ...(options.during === 'login' && denials.includes(code) ? [deniedLogins] : []),
    ...(options.misconfigured ? [configurationFaults] : []),
  ]
}

/**
 * Members of a log line by which CloudWatch Logs counts: the line stays one and nothing calls an API.
 *
 * @param names metrics to count, each once
 * @param stage name of the stage
 * @param now milliseconds since the epoch
 * @returns no members where there is nothing to count, since a metric costs by the hours in which it has data
 * @see AWS "CloudWatch embedded metric format specification"
 */
export function embeddedMetrics(
  names: readonly MetricName[],
  stage = stageName(),
  now = Date.now(),
): Record<string, unknown> {
  if (names.length === 0 || !stage) return {}
  const { namespace, dimension } = metrics
  const definitions = names.map((Name) => ({ Name, Unit: 'Count' }))
  const directive = { Namespace: namespace, Dimensions: [[dimension]], Metrics: definitions }
  return {
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    [dimension]: stage,
    ...Object.fromEntries(names.map((name) => [name, 1])),
  }
}
