/** Names of the variables that the stage's stack sets and the functions read: the one door between the two. */
export const variables = {
  /** Name of the stage: part of every sealed item and of the SSM paths. */
  stage: 'STAGE',
  /** Name of the DynamoDB table. */
  table: 'TABLE_NAME',
  /** Path of the configuration file; beside the bundle when unset. */
  configFile: 'CONFIG_FILE',
  /** Life of a cookie session from the login, in seconds (default 86400). */
  sessionDuration: 'SESSION_DURATION_SECONDS',
  /** How long the answer to a used refresh token is given again, in seconds (default 60, 0 = off). */
  replayWindow: 'REFRESH_REPLAY_SECONDS',
  /** `true` on the local stage only: tenants on loopback may speak http, client secrets may be literal. */
  localStage: 'LOCAL_STAGE',
} as const

/** Metrics of what only the functions know: they are counted in the log's lines, and the stage's alarms watch them. */
export const metrics = {
  namespace: 'Auth0Client',
  /** The only dimension, so that a stage pays for each metric once. */
  dimension: 'Stage',
  names: {
    refreshFailures: 'RefreshFailures',
    configurationFaults: 'ConfigurationFaults',
    deniedLogins: 'DeniedLogins',
  },
} as const

/** Name of a metric of ours. */
export type MetricName = (typeof metrics.names)[keyof typeof metrics.names]

/** Keys-only indexes of the table: by user (`userId`, `expiresAt`) and by Auth0's session (`auth0Sid`). */
export const indexes = { byUser: 'byUser', bySid: 'bySid' } as const

/** Path in SSM of what a `{{NAME}}` of the configuration stands for in a stage. */
export function parameterPath(stage: string, name: string): string {
  return `/auth0-client/${stage}/${name}`
}

/** Longest that an item of the table lives, in seconds: 40 days. */
export const LONGEST_ITEM = 40 * 86_400

/** What a function knows of its surroundings, read once at cold start. */
export interface Environment {
  readonly stage: string
  readonly table: string
  readonly configFile: string | undefined
  readonly sessionSeconds: number
  readonly replaySeconds: number
  readonly local: boolean
  /** All variables: placeholders of the configuration are filled from here. */
  readonly values: Readonly<Record<string, string | undefined>>
}

/**
 * Reads the variables of {@link variables}.
 *
 * @param values the process's environment
 * @throws Error naming the variable that is missing or no whole number of seconds
 */
export function readEnvironment(values: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return {
    stage: required(values, variables.stage),
    table: required(values, variables.table),
    configFile: values[variables.configFile],
    sessionSeconds: seconds(values, variables.sessionDuration, 86_400, 60),
    replaySeconds: seconds(values, variables.replayWindow, 60),
    local: values[variables.localStage] === 'true',
    values,
  }
}

/** Where calls to a service of AWS go, and what they are signed with. */
export interface AwsEnvironment {
  readonly endpoint: string
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

/**
 * Reads the variables that Lambda itself sets: the region and the keys of the function's role, and the address of an
 * engine in place of AWS's own.
 *
 * @param service as its endpoint names it
 * @throws Error naming the variable that is missing
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function readAwsEnvironment(
  service: 'dynamodb' | 'ssm',
  values: Readonly<Record<string, string | undefined>> = process.env,
): AwsEnvironment {
  const region = required(values, 'AWS_REGION')
  const sessionToken = values['AWS_SESSION_TOKEN']
  return {
    endpoint: values[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? `https://${service}.${region}.amazonaws.com`,
    region,
    credentials: {
      accessKeyId: required(values, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: required(values, 'AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken && { sessionToken }),
    },
  }
}

/** Name of the stage for what is written to the log, where even a missing variable must not be in the way. */
export function stageName(values: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  return values[variables.stage]
}

function required(values: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = values[name]
  if (!value) throw new Error(`The variable ${name} is not set`)
  return value
}

function seconds(
  values: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  shortest = 0,
): number {
  const value = values[name]
  if (value === undefined || value === '') return fallback
  if (!/^\d{1,7}$/.test(value))
    throw new Error(`The variable ${name} must be a whole number of seconds, not "${value}"`)
  if (Number(value) < shortest) throw new Error(`The variable ${name} must be ${shortest} seconds at least`)
  if (Number(value) > LONGEST_ITEM)
    throw new Error(`The variable ${name} may be ${LONGEST_ITEM} seconds (40 days) at most`)
  return Number(value)
}
