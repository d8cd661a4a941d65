import type { TenantUser } from './options.ts'

/** The users of the tenant's database connections; a change puts a new object in the place of the old. */
export class Users {
  readonly #byId: Map<string, TenantUser>

  constructor(users: readonly TenantUser[]) {
    this.#byId = new Map(users.map((user) => [user.user_id, user]))
  }

  all(): TenantUser[] {
    return [...this.#byId.values()]
  }

  get(id: string): TenantUser | undefined {
    return this.#byId.get(id)
  }

  put(user: TenantUser): void {
    this.#byId.set(user.user_id, user)
  }

  delete(id: string): boolean {
    return this.#byId.delete(id)
  }

  /** Finds a user by email (any case) or username within some connections. */
  find(login: string, connections: readonly string[]): TenantUser | undefined {
    return this.all().find(
      (user) =>
        connections.includes(user.connection) &&
        (user.email.toLowerCase() === login.toLowerCase() || user.username === login),
    )
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
