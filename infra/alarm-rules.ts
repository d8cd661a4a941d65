import type { Figures } from './figures.ts'

/** One alarm: when it rings, and what whoever is woken by it must know. */
export interface AlarmRule {
  readonly name: string
  readonly figure: keyof Figures
  /** The figure from which on it is too much. */
  readonly from: number
  /** Periods in a row in which it must be so. */
  readonly periods: number
  /** What has happened. */
  readonly what: string
  /** Where to look first. */
  readonly look: string
  /** What to do. */
  readonly act: string
}

const FAILURES = 'the failed requests at the foot of the dashboard: the words of an error name its cause.'

/**
 * THE list of alarms. Their figures are for little traffic: one odd answer wakes nobody, a few within five minutes do,
 * and what only a person can mend does at once.
 */
export const alarmRules: readonly AlarmRule[] = [
  {
    name: 'ServerErrors',
    figure: 'serverErrors',
    from: 3,
    periods: 1,
    what: 'Requests were answered with 5xx: Auth0 or the table does not answer, or a function crashed or took too long.',
    look: FAILURES,
    act: 'ETIMEDOUT or ECONNRESET is an outage of Auth0: see its status page and wait, no session is lost. server_error after a deployment: deploy the version before. Else mend what rings along with this.',
  },
  {
    name: 'Latency',
    figure: 'latency',
    from: 3000,
    periods: 3,
    what: 'For a quarter of an hour one request in a hundred took three seconds or more.',
    look: 'p50 beside p99 on the dashboard, and the slowest requests by the query "Slow requests".',
    act: 'Only p99: cold starts, which grow with the bundles; compare with the version before. p50 too: Auth0 or the table is slow; see their status pages and the throttles of the table, and wait or raise the cap.',
  },
  {
    name: 'AuthorizerErrors',
    figure: 'authorizerErrors',
    from: 3,
    periods: 1,
    what: 'The authorizer failed, so that your own APIs that use it answered 500.',
    look: FAILURES,
    act: 'As for ServerErrors: wait for an outage to end, undo a deployment that brought it.',
  },
  {
    name: 'Throttles',
    figure: 'throttles',
    from: 3,
    periods: 1,
    what: 'Lambda turned calls away. The metric is that of the whole account and region, so another stage or service may be meant.',
    look: 'the concurrent executions on the dashboard, against the quota of the account (Service Quotas, AWS Lambda, "Concurrent executions").',
    act: 'Ask there for a higher quota (a new account begins with a very low one), or stop the function that takes it all.',
  },
  throttled('ReadThrottles', 'readThrottles', 'reads', 'tableCap.read'),
  throttled('WriteThrottles', 'writeThrottles', 'writes', 'tableCap.write'),
  {
    name: 'RefreshFailures',
    figure: 'refreshFailures',
    from: 3,
    periods: 1,
    what: 'Tokens could not be refreshed, although their sessions have not ended: the callers got 429, 502 or 503 and stay logged in.',
    look: 'the query "Failed refreshes".',
    act: 'temporarily_unavailable: an outage, wait. too_many_requests: the rate limit of Auth0, see what else calls the tenant. bad_gateway: the ID token is not proved; compare issuer (auth0Url) and signing algorithm of the application with the configuration.',
  },
  {
    name: 'ConfigurationFaults',
    figure: 'configurationFaults',
    from: 1,
    periods: 1,
    what: 'Auth0 refuses this service itself, or a secret cannot be read from SSM. It stays so until a person mends it.',
    look: 'the query "Configuration faults": its cause is the word of Auth0 or SSM.',
    act: '401 access_denied or invalid_client: set the client secret anew. 403 unauthorized_client: enable the grant at the application. insufficient_scope: grant the scopes to the management application. AccessDeniedException, or no cause: set the parameter, see its key.',
  },
  {
    name: 'DeniedLogins',
    figure: 'deniedLogins',
    from: 50,
    periods: 1,
    what: 'Many logins were denied: somebody tries out passwords, or a change locks everybody out.',
    look: 'the query "Denied logins", and the failed logins in the logs of the Auth0 tenant for users and addresses.',
    act: 'Many users from few addresses: turn on attack protection at Auth0 and lower strictThrottle in infra/stages.ts. All users of a client after a change: undo it.',
  },
]

/** The cap of the table is reached. An index counts for itself and has no alarm: its throttles show as ServerErrors. */
function throttled(name: string, figure: keyof Figures, what: string, cap: string): AlarmRule {
  return {
    name,
    figure,
    from: 10,
    periods: 1,
    what: `DynamoDB turned ${what} of the table away: what did not pass at the second try was answered with 503.`,
    look: 'consumed units and throttles of the table and its indexes, beside the requests.',
    act: `A flood: the cap does its work; block the source. Real use: raise ${cap} in infra/stages.ts and deploy.`,
  }
}
