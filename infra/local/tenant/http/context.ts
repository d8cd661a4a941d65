import type Provider from 'oidc-provider'

/** A request and its response, as oidc-provider's web framework (Koa) hands them round. */
export type Context = ReturnType<Provider['createContext']>

export type Middleware = (ctx: Context, next: () => Promise<unknown>) => Promise<void>

/** An endpoint of ours in front of oidc-provider's: serves one path and the methods it knows. */
export function endpoint(path: string, methods: string[], serve: (ctx: Context) => Promise<void> | void): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== path || !methods.includes(ctx.method)) return void (await next())
    await serve(ctx)
  }
}

/** A query parameter that was sent once; a repeated one reads as missing. */
export function queryOf(ctx: Context, name: string): string | undefined {
  return text(ctx.query[name])
}

/** A non-empty string, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
