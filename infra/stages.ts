/** Names of the stages, in the order in which a change travels. */
export type StageName = 'dev' | 'preprod' | 'prod'

/** One row: everything in which a stage differs from the others. Values per stage that are no infrastructure are parameters. */
export interface StageRow {
  readonly name: StageName
  /** The AWS account that it lives in; deploying with credentials of another one is refused. */
  readonly account: string
  readonly region: string
  /** A host name of your own with its certificate in ACM of the same region; else API Gateway's address serves. */
  readonly domain?: { readonly name: string; readonly certificateArn: string }
  /** Requests a second and at once, for the whole API. */
  readonly throttle: { readonly rate: number; readonly burst: number }
  /** The same for each route at which passwords are tried or mails are sent. */
  readonly strictThrottle: { readonly rate: number; readonly burst: number }
  /** Read and write units a second that the table is capped at: what a flood may cost. */
  readonly tableCap: { readonly read: number; readonly write: number }
  /** Days that logs are kept; one of CloudWatch's own steps, such as 7, 30 or 365. */
  readonly retentionDays: number
  /** Origins of pages elsewhere that may call the API with the user's cookie; `{{NAME}}` as in the configuration. */
  readonly allowedOrigins: readonly string[]
  /** The table and the key outlive their stack, and can't be deleted before this is taken back. */
  readonly deletionProtection: boolean
  /** Life of a cookie session from its login, in seconds. */
  readonly sessionSeconds: number
  /** Who is told when something is wrong; `off` saves the alarms' monthly cost. */
  readonly alarms: { readonly email: string } | 'off'
}

const common = { account: '111111111111', region: 'eu-west-1', alarms: { email: 'operations@example.com' } } as const

/** THE list of stages: put your account, region and addresses here. */
export const stages: Readonly<Record<StageName, StageRow>> = {
  dev: {
    ...common,
    name: 'dev',
    throttle: { rate: 20, burst: 40 },
    strictThrottle: { rate: 2, burst: 10 },
    tableCap: { read: 200, write: 200 },
    retentionDays: 14,
    allowedOrigins: [],
    deletionProtection: false,
    sessionSeconds: 86_400,
  },
  preprod: {
    ...common,
    name: 'preprod',
    throttle: { rate: 50, burst: 100 },
    strictThrottle: { rate: 5, burst: 20 },
    tableCap: { read: 500, write: 500 },
    retentionDays: 30,
    allowedOrigins: [],
    deletionProtection: false,
    sessionSeconds: 86_400,
  },
  prod: {
    ...common,
    name: 'prod',
    throttle: { rate: 500, burst: 1000 },
    strictThrottle: { rate: 20, burst: 50 },
    tableCap: { read: 4000, write: 4000 },
    retentionDays: 365,
    allowedOrigins: [],
    deletionProtection: true,
    sessionSeconds: 86_400,
  },
}

/**
 * The row of a stage named on a command line.
 *
 * @throws Error naming the stages that there are
 */
export function stageRow(name: string | undefined): StageRow {
  const row = Object.values(stages).find((each) => each.name === name)
  if (!row) throw new Error(`Name a stage: ${Object.keys(stages).join(', ')}`)
  return row
}
