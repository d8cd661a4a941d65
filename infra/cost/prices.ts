/** List prices of a region in US dollars, before taxes and free quotas. */
export interface Prices {
  /** Of a request to an HTTP API, up to 512 KB. */
  readonly apiRequest: number
  readonly invocation: number
  /** Of a GB-second on arm64. */
  readonly gbSecond: number
  readonly readUnit: number
  readonly writeUnit: number
  /** Of a GB in the table for a month, and in its backups (point-in-time recovery). */
  readonly tableGb: number
  readonly backupGb: number
  readonly key: number
  readonly keyRequest: number
  /** Of a GB of log lines that comes in, and that is kept for a month. */
  readonly logGbIn: number
  readonly logGbKept: number
  readonly alarm: number
  /** Of a GB that goes out to the internet. */
  readonly gbOut: number
  /** Of an hour each. */
  readonly containerCpu: number
  readonly containerGb: number
  readonly balancer: number
  readonly balancerUnit: number
  readonly cacheNode: number
  readonly publicAddress: number
}

/** When the prices were looked up; docs/cost.md tells where. */
export const PRICES_AS_OF = '2026-11-26'

const everywhere = {
  invocation: 0.2e-6,
  gbSecond: 0.0000133334,
  key: 1,
  keyRequest: 0.03 / 10_000,
  logGbKept: 0.03,
  alarm: 0.1,
  gbOut: 0.09,
  containerCpu: 0.04048,
  containerGb: 0.004445,
  balancerUnit: 0.008,
  publicAddress: 0.005,
}

/** THE list of prices, by region. */
export const prices: Readonly<Record<string, Prices>> = {
  'eu-west-1': {
    ...everywhere,
    apiRequest: 1.11e-6,
    readUnit: 0.1415e-6,
    writeUnit: 0.705e-6,
    tableGb: 0.283,
    backupGb: 0.2264,
    logGbIn: 0.57,
    balancer: 0.0252,
    cacheNode: 0.0136,
  },
  'us-east-1': {
    ...everywhere,
    apiRequest: 1e-6,
    readUnit: 0.125e-6,
    writeUnit: 0.625e-6,
    tableGb: 0.25,
    backupGb: 0.2,
    logGbIn: 0.5,
    balancer: 0.0225,
    cacheNode: 0.0128,
  },
}

/** What an account has free each month, for as long as it exists. */
export const free = {
  invocations: 1_000_000,
  gbSeconds: 400_000,
  tableGb: 25,
  keyRequests: 20_000,
  logGb: 5,
  alarms: 10,
  gbOut: 100,
} as const
