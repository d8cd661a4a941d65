import { invalidToken } from './http/access.ts'
import type { HttpEvent } from './http/request.ts'
import { createIdentify } from './identity.ts'
import type { Profile } from './sessions/content.ts'
import type { Stage } from './stage.ts'

/**
 * Makes the function behind `/userinfo`: the profile of whoever is logged in.
 *
 * @returns what {@link createIdentify} finds; it throws ServiceError `invalid_token` when nobody is
 */
export function createUserinfo(stage: Stage): (event: HttpEvent) => Promise<Profile> {
  const identify = createIdentify(stage)
  return async (event) => {
    const identity = await identify(event)
    if (!identity) throw invalidToken()
    return identity.profile
  }
}
