import type { Core } from '../core.ts'
import type { Context } from '../http/context.ts'

/** Whom an access token speaks for, and what it may. */
export interface Bearer {
  sub: string
  scopes: string[]
}

/** The access token of a userinfo request (RFC 6750 2.1), opaque or JWT; undefined if missing, expired or foreign. */
export async function accessTokenOf(core: Core, ctx: Context): Promise<Bearer | undefined> {
  const token = /^Bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1]
  if (token === undefined) return undefined
  const opaque = await core.provider().AccessToken.find(token)
  if (opaque) return { sub: opaque.accountId, scopes: opaque.scope?.split(' ') ?? [] }
  try {
    const { sub = '', scope } = await core.keys.verify(token, { audience: `${core.issuer}userinfo` })
    return { sub, scopes: String(scope ?? '').split(' ') }
  } catch {
    return undefined
  }
}
