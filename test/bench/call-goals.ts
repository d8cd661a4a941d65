import type { Ledger } from './world/ledger.ts'

/** The calls that a warm request may make, and those of SSM that a cold start may add. */
interface CallGoal {
  /** Operations that change the table, in the order of their names. */
  readonly writes: readonly string[]
  readonly tenant: number
  readonly secrets: number
  /** Where reads are part of the goal: how many, and their request units. */
  readonly reads?: number
  readonly readUnits?: number
}

const NOTHING: CallGoal = { writes: [], tenant: 0, secrets: 0, reads: 0 }
const SESSION_ONLY: CallGoal = { ...NOTHING, reads: 1, readUnits: 1 }
const LOGIN: CallGoal = { writes: ['DeleteItem', 'PutItem'], tenant: 1, secrets: 1 }

/** By the names of the subjects. */
const GOALS: Readonly<Record<string, CallGoal>> = {
  '/-/healthz': NOTHING,
  '/userinfo by cookie': SESSION_ONLY,
  'authorizer by cookie': SESSION_ONLY,
  '/authorize': { ...NOTHING, writes: ['PutItem'] },
  '/web-login/callback': LOGIN,
  '/refreshtoken by cookie': { ...LOGIN, writes: ['UpdateItem', 'UpdateItem'] },
}

/** Operations of DynamoDB that only read. */
export const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'])

/** Whether a subject's calls are within its goal. None may ask the tenant more because it starts, nor SSM more than once. */
export function keepsGoal(name: string, cold: Ledger, warm: Ledger): boolean {
  if (cold.tenant.length > warm.tenant.length) return false
  const goal = GOALS[name]
  if (cold.secrets.length > (goal?.secrets ?? 1)) return false
  if (!goal) return true
  const { writes, tenant, reads = Number.POSITIVE_INFINITY, readUnits = Number.POSITIVE_INFINITY } = goal
  const written = warm.table.filter((operation) => !READS.has(operation)).toSorted()
  if (String(written) !== String(writes) || warm.tenant.length > tenant) return false
  return warm.table.length - written.length <= reads && warm.units.read <= readUnits
}
