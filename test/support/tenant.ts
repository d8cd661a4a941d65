import { type Answer, send } from './http.ts'

/** Trouble that the tenant is to make; see `infra/local/tenant/admin/faults.ts`. */
export interface Fault {
  /** As requested, or with `{id}` for any id. */
  readonly path: string
  readonly method?: string
  readonly kind: 'status' | 'delay' | 'reset' | 'malformed' | 'truncated'
  readonly grant_type?: string
  /** How many requests it spoils (default 1). */
  readonly times?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly delayMs?: number
  /** The tenant does its work first; only the answer suffers. */
  readonly afterEffect?: boolean
}

/** A request as the tenant saw it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

export type TenantAdmin = ReturnType<typeof tenantAdmin>

/**
 * The tenant's back door.
 *
 * @param tenantUrl without a final slash
 */
export function tenantAdmin(tenantUrl: string) {
  const admin = async (method: string, path: string, json?: unknown): Promise<Answer> => {
    const answer = await send(`${tenantUrl}/_admin/${path}`, { method, ...(json !== undefined && { json }) })
    if (answer.status >= 300) throw new Error(`The tenant's back door answers ${answer.status} ${answer.text}`)
    return answer
  }
  const counters = async (): Promise<Record<string, number>> => JSON.parse((await admin('GET', 'counters')).text)
  return {
    counters,
    /** How often a thing was counted, such as `POST /oauth/token refresh_token`. */
    count: async (name: string): Promise<number> => (await counters())[name] ?? 0,
    /** Queues trouble for the next matching request. */
    fault: async (fault: Fault): Promise<void> => void (await admin('POST', 'faults', fault)),
    /** Changes settings, such as `accessTokenLifetime`. */
    settings: async (patch: object): Promise<void> => void (await admin('PATCH', 'settings', patch)),
    /** The requests to a path, or to any, oldest first. */
    async requests(path?: string): Promise<readonly SeenRequest[]> {
      const seen: SeenRequest[] = JSON.parse((await admin('GET', 'requests')).text)
      return seen.filter((request) => path === undefined || request.path === path)
    },
    addUser: async (user: object): Promise<void> => void (await admin('POST', 'users', user)),
    changeUser: async (id: string, patch: object): Promise<void> =>
      void (await admin('PATCH', `users/${encodeURIComponent(id)}`, patch)),
    /** Changes an application, such as its `callbacks`, at once for everybody. */
    changeApplication: async (clientId: string, patch: object): Promise<void> =>
      void (await admin('PATCH', `applications/${encodeURIComponent(clientId)}`, patch)),
    /** All applications as they were configured. */
    resetApplications: async (): Promise<void> => void (await admin('DELETE', 'applications')),
    /** Makes the next key the signing one. */
    rotateKeys: async (): Promise<void> => void (await admin('POST', 'keys/rotate')),
    /** Forgets what was counted and seen. */
    async forget(): Promise<void> {
      await Promise.all(['counters', 'requests'].map((path) => admin('DELETE', path)))
    },
    /** As after its start: no trouble, no settings, no changed application, nothing counted or seen. */
    async reset(): Promise<void> {
      await Promise.all(
        ['faults', 'settings', 'applications', 'counters', 'requests'].map((path) => admin('DELETE', path)),
      )
    },
  }
}

/** Counter of the refreshes that the tenant was asked for. */
export const REFRESHES = 'POST /oauth/token refresh_token'
/** Counter of refresh tokens that the tenant saw a second time: it must stay at 0. */
export const REUSES = 'refresh token reuse'
