import { assumptions } from './assumptions.ts'
import { type Measured, measuredOf } from './measured.ts'
import { coldShare, type Flow, type Team } from './traffic.ts'

/** Minutes for which the tenant's keys and days for which a token of the Management API serve. */
const [KEY_MINUTES, DAYS] = [10, 30]

/** Limits of Auth0's free plan, see docs/cost.md. */
const FREE = { users: 25_000, authenticationEachMinute: 300, managementEachSecond: 2 }

/** A quota of Auth0's, and how much of it a team uses. */
export interface Use {
  readonly quota: string
  readonly used: string
  readonly free: string
}

/** What a team's month asks of Auth0. */
export function auth0Use(flows: readonly Flow[], { users }: Team, measured: Measured): readonly Use[] {
  const calls = (wanted: (flow: Flow) => boolean) =>
    flows.filter(wanted).reduce((sum, flow) => sum + callsOf(flow, measured), 0)
  const isManagement = ({ request }: Flow) => request.startsWith('GET /users')
  const keys = assumptions.busyMinutes / KEY_MINUTES
  const authentication = calls((flow) => !isManagement(flow)) + keys + DAYS
  const management = calls(isManagement)
  const eachMinute = (sum: number) => (sum / assumptions.busyMinutes).toFixed(2)
  return [
    { quota: 'users a month', used: whole(users), free: whole(FREE.users) },
    {
      quota: 'Authentication API',
      used: `${whole(authentication)} calls, ${eachMinute(authentication)} a minute`,
      free: `${FREE.authenticationEachMinute} a minute`,
    },
    {
      quota: 'Management API',
      used: `${whole(management)} calls, ${eachMinute(management)} a minute`,
      free: `${FREE.managementEachSecond} a second`,
    },
    { quota: 'tokens of machines', used: `0: the ${DAYS} for the Management API do not count`, free: '1,000' },
  ]
}

function callsOf({ request, times }: Flow, measured: Measured): number {
  const { cold, warm } = measuredOf(measured, request)
  const share = coldShare(times)
  return times * (share * cold.tenant + (1 - share) * warm.tenant)
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
