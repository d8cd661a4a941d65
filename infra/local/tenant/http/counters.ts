import { bodyOf } from './body.ts'
import type { Middleware } from './context.ts'
import { patternOf } from './pattern.ts'

/** Counts of what the tenant was asked. */
export class Counters {
  #counts = new Map<string, number>()

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  reset(): void {
    this.#counts.clear()
  }
}

/** Counts each request as `METHOD /path`, and those of `/oauth/token` by grant type as well. */
export function countRequests(counters: Counters): Middleware {
  return async (ctx, next) => {
    const key = `${ctx.method} ${patternOf(ctx.path)}`
    counters.add(key)
    const grantType = bodyOf(ctx).parameters['grant_type']
    if (ctx.path === '/oauth/token' && grantType) counters.add(`${key} ${grantType}`)
    await next()
  }
}
