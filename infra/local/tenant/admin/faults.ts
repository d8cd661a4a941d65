import type { Core } from '../core.ts'
import { anything, boolean, integer, object, oneOf, string, stringRecord } from './input.ts'
import type { Route } from './route.ts'

const parseFault = object(
  { path: string, kind: oneOf('status', 'delay', 'reset', 'malformed', 'truncated') },
  {
    method: string,
    grant_type: string,
    times: integer(1),
    status: integer(200, 599),
    headers: stringRecord,
    body: anything,
    delayMs: integer(0),
    afterEffect: boolean,
  },
)

/**
 * Queueing trouble: `{ path, method?, grant_type?, times = 1, kind, status?, headers?, body?, delayMs?, afterEffect? }`.
 * A `path` may hold `{id}` for any id, as the counters do. `status` answers so, `delay` waits, `reset` hangs up, `malformed` answers no JSON, `truncated` hangs up half way.
 * With `afterEffect` the tenant does its work first and only the answer suffers.
 */
export function faultRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/_admin/faults', serve: () => core.faults.all() },
    { method: 'POST', path: '/_admin/faults', serve: ({ body }) => add(core, body) },
    { method: 'DELETE', path: '/_admin/faults', serve: () => core.faults.clear() },
  ]
}

function add(core: Core, body: unknown): void {
  core.faults.add({ times: 1, ...parseFault(body, 'fault') })
}
