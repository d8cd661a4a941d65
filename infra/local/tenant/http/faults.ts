import { setTimeout as wait } from 'node:timers/promises'
import { bodyOf } from './body.ts'
import type { Context, Middleware } from './context.ts'
import { patternOf } from './pattern.ts'

/** Trouble for the next matching requests; see `admin/faults.ts`. */
export interface Fault {
  /** As requested, or with `{id}` in the place of an id. */
  path: string
  method?: string
  grant_type?: string
  times: number
  kind: 'status' | 'delay' | 'reset' | 'malformed' | 'truncated'
  status?: number
  headers?: Record<string, string>
  body?: unknown
  delayMs?: number
  afterEffect?: boolean
}

/** Queued faults, first come first served. */
export class FaultQueue {
  #queue: Fault[] = []

  add(fault: Fault): void {
    this.#queue.push({ ...fault })
  }

  all(): Fault[] {
    return this.#queue
  }

  clear(): void {
    this.#queue = []
  }

  /** The first fault that matches the request, used up by one. */
  take(ctx: Context): Fault | undefined {
    const fault = this.#queue.find((candidate) => matches(candidate, ctx))
    if (!fault) return undefined
    fault.times -= 1
    this.#queue = this.#queue.filter(({ times }) => times > 0)
    return fault
  }
}

function matches({ path, method, grant_type }: Fault, ctx: Context): boolean {
  if ((path !== ctx.path && path !== patternOf(ctx.path)) || (method !== undefined && method !== ctx.method))
    return false
  return grant_type === undefined || grant_type === bodyOf(ctx).parameters['grant_type']
}

/** Answers wrongly, late or not at all where a fault is queued, before or after the tenant has done its work. */
export function injectFaults(faults: FaultQueue): Middleware {
  return async (ctx, next) => {
    const fault = faults.take(ctx)
    if (!fault) return void (await next())
    if (fault.kind === 'delay') return delay(fault, next)
    if (fault.afterEffect) await next()
    SPOILERS[fault.kind](ctx, fault)
  }
}

const SPOILERS = { status: answer, malformed, reset, truncated: truncate }

async function delay({ delayMs = 0, afterEffect }: Fault, next: () => Promise<unknown>): Promise<void> {
  if (afterEffect) await next()
  await wait(delayMs, undefined, { ref: false })
  if (!afterEffect) await next()
}

function answer(ctx: Context, { status = 500, headers = {}, body = '' }: Fault): void {
  ctx.status = status
  ctx.body = body
  ctx.set(headers)
}

function malformed(ctx: Context, { status = 200, headers = {} }: Fault): void {
  ctx.status = status
  ctx.body = '{"access_token": <html>'
  ctx.type = 'json'
  ctx.set(headers)
}

function reset(ctx: Context): void {
  ctx.respond = false
  ctx.res.socket?.destroy()
}

/** Announces the whole body, sends half of it and hangs up. */
function truncate(ctx: Context, { status = 200, body }: Fault): void {
  const content = body ?? ctx.body ?? { access_token: 'x'.repeat(64) }
  const whole = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  ctx.respond = false
  ctx.res.writeHead(status, { 'content-type': 'application/json', 'content-length': whole.length })
  ctx.res.write(whole.subarray(0, whole.length / 2), () => ctx.res.socket?.destroy())
}
