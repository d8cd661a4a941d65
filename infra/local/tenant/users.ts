import type { TenantUser } from './options.ts'

/** How long the directory remembers what a user was: the most that the search index may lag behind. */
const MEMORY_MS = 3_600_000

interface Version {
  at: number
  /** Undefined for a deleted user. */
  user: TenantUser | undefined
}

/** The users of the tenant's database connections; a change puts a new object in the place of the old. */
export class Users {
  readonly #byId = new Map<string, TenantUser>()
  readonly #versions = new Map<string, Version[]>()

  constructor(users: readonly TenantUser[]) {
    const now = new Date(Date.now()).toISOString()
    for (const user of users) {
      const stamped = { created_at: now, updated_at: now, ...user }
      this.#byId.set(user.user_id, stamped)
      this.#versions.set(user.user_id, [{ at: 0, user: stamped }])
    }
  }

  all(): TenantUser[] {
    return [...this.#byId.values()]
  }

  /** The users as they were at a moment of the last hour, in epoch milliseconds. */
  asOf(moment: number): TenantUser[] {
    return [...this.#versions.values()].flatMap((versions) => {
      const user = versions.findLast(({ at }) => at <= moment)?.user
      return user ? [user] : []
    })
  }

  get(id: string): TenantUser | undefined {
    return this.#byId.get(id)
  }

  /** Takes a user in, in the place of the one with the same id; returns it with its time stamps. */
  put(user: TenantUser): TenantUser {
    const now = new Date(Date.now()).toISOString()
    const stamped = { ...user, created_at: user.created_at ?? now, updated_at: now }
    this.#byId.set(user.user_id, stamped)
    this.#remember(user.user_id, stamped)
    return stamped
  }

  delete(id: string): boolean {
    const existed = this.#byId.delete(id)
    if (existed) this.#remember(id, undefined)
    return existed
  }

  /** Finds a user by email (any case) or username within some connections. */
  find(login: string, connections: readonly string[]): TenantUser | undefined {
    return this.all().find(
      (user) =>
        connections.includes(user.connection) &&
        (user.email.toLowerCase() === login.toLowerCase() || user.username === login),
    )
  }

  #remember(id: string, user: TenantUser | undefined): void {
    const now = Date.now()
    const versions = [...(this.#versions.get(id) ?? []), { at: now, user }]
    const oldest = versions.findLastIndex(({ at }) => at <= now - MEMORY_MS)
    this.#versions.set(id, versions.slice(Math.max(0, oldest)))
  }
}

/** The claims that each scope opens, in Auth0's ID token and userinfo alike. */
export const CLAIMS_BY_SCOPE = {
  profile: ['name', 'nickname', 'picture'],
  email: ['email', 'email_verified'],
} as const

/**
 * The claims of a user; `name` and `nickname` are derived as Auth0 does for database users.
 *
 * @param namespace prefix of the custom claims that an Action adds
 */
export function claimsOf(user: TenantUser, namespace: string): Record<string, unknown> & { sub: string } {
  return {
    sub: user.user_id,
    name: user.name ?? user.email,
    nickname: user.nickname ?? user.email.split('@')[0],
    picture: user.picture,
    email: user.email,
    email_verified: user.email_verified ?? false,
    ...customClaims(user, namespace),
  }
}

/** The namespaced claims `app_metadata` and `user_metadata`, always present. */
export function customClaims(user: TenantUser, namespace: string): Record<string, unknown> {
  return {
    [`${namespace}app_metadata`]: user.app_metadata ?? {},
    [`${namespace}user_metadata`]: user.user_metadata ?? {},
  }
}
