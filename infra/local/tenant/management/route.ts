import type { Core } from '../core.ts'
import type { Context } from '../http/context.ts'
import { queryOf } from './input.ts'
import type { Of, Schema } from './schema/schema.ts'

/** One request to one endpoint of the Management API. */
export interface Call {
  core: Core
  ctx: Context
  /** The decoded value of `{id}` in the path. */
  id: string
  /** What the token may do. */
  scopes: readonly string[]
}

/** No body leaves the answer empty. */
export interface Answer {
  status: number
  body?: unknown
}

/** One endpoint. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v2`, such as `/users/{id}`. */
  path: string
  /** The token must have one of these. */
  scopes: readonly string[]
  /** And one of these. */
  alsoScopes?: readonly string[]
  serve(call: Call): Answer | Promise<Answer>
}

interface Endpoint<Q extends Schema> extends Omit<Route, 'serve'> {
  /** All query parameters there are; any other is refused. */
  query: Q
  serve(call: Call & { query: Of<Q> }): Answer | Promise<Answer>
}

/** An endpoint whose query is checked before it serves. */
export function route<const Q extends Schema>({ query, serve, ...rest }: Endpoint<Q>): Route {
  return { ...rest, serve: (call) => serve({ ...call, query: queryOf(call.ctx, query) }) }
}
