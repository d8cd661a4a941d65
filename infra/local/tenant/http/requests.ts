import { bodyOf } from './body.ts'
import type { Middleware } from './context.ts'

/** A request as the tenant saw it. */
export interface SeenRequest {
  method: string
  path: string
  query: Record<string, unknown>
  headers: Record<string, unknown>
  body: unknown
}

const KEPT = 200

/** The last requests, oldest first. */
export class RequestLog {
  #seen: SeenRequest[] = []

  add(request: SeenRequest): void {
    this.#seen = [...this.#seen, request].slice(-KEPT)
  }

  all(): SeenRequest[] {
    return this.#seen
  }

  clear(): void {
    this.#seen = []
  }
}

/** Remembers each request, so that a test can see what was sent. */
export function logRequests(log: RequestLog): Middleware {
  return async (ctx, next) => {
    const { json, parameters, upload } = bodyOf(ctx)
    const query = { ...ctx.query }
    log.add({
      method: ctx.method,
      path: ctx.path,
      query,
      headers: { ...ctx.headers },
      body: json ?? upload?.fields ?? parameters,
    })
    await next()
  }
}
