import type { LoginContent, Logins } from '#shared/sessions/logins'

/** What a login left in the store. */
export interface Begun {
  readonly state: string
  readonly client: string
  readonly browser: string | undefined
  readonly content: LoginContent
}

/** A store of pending logins in memory: the effect that `/authorize` leaves behind. */
export function recordLogins({ inUse = false } = {}): { logins: Logins; begun: Begun[] } {
  const begun: Begun[] = []
  return {
    begun,
    logins: {
      async begin(state, client, browser, content) {
        if (!inUse) begun.push({ state, client, browser, content })
        return !inUse
      },
      take: async () => undefined,
    },
  }
}
