import type { Context } from './context.ts'

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Limit {
  burst: number
  perSecond: number
}

/** Buckets by name, filled by the clock of `Date`. */
export class RateLimits {
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  /**
   * Takes one token and sets Auth0's `x-ratelimit-*` headers.
   *
   * @returns whether there was one to take
   * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
   */
  take(ctx: Context, name: string, { burst, perSecond }: Limit): boolean {
    const now = Date.now()
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: now }
    const elapsed = Math.max(0, now - bucket.at) / 1000
    const available = Math.min(burst, bucket.tokens + elapsed * perSecond)
    const allowed = available >= 1
    const tokens = allowed ? available - 1 : available
    this.#buckets.set(name, { tokens, at: now })
    const untilNext = (1 - (tokens % 1)) / perSecond
    ctx.set({
      'x-ratelimit-limit': String(burst),
      'x-ratelimit-remaining': String(Math.floor(tokens)),
      'x-ratelimit-reset': String(Math.ceil(now / 1000 + untilNext)),
    })
    return allowed
  }
}

/** The body of a 429 by rate limit, on every endpoint. */
export const TOO_MANY_REQUESTS = {
  error: 'too_many_requests',
  error_description:
    'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.',
}
