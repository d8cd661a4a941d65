import { namedCaller } from '../config/clients.ts'
import type { ManagementAccess } from '../config/management.ts'
import { ServiceError } from '../errors.ts'
import { invalidToken } from '../http/access.ts'
import { callNaming, type HttpEvent } from '../http/request.ts'
import { createIdentify, type Identity } from '../identity.ts'
import type { Secrets } from '../secrets.ts'
import type { Stage } from '../stage.ts'

/**
 * Makes the guard of the management endpoints, which nobody passes by default: a client that proves itself and is
 * listed, a bearer with a listed permission, or a user with a listed group.
 *
 * @param secrets where others read them too
 * @returns a function that throws ServiceError `invalid_token` when nobody speaks, `access_denied` when the wrong one does
 */
export function createGuard(stage: Stage, secrets?: Secrets): (event: HttpEvent) => Promise<void> {
  const identify = createIdentify(stage, secrets)
  const { management } = stage.config
  return async (event) => {
    const caller = namedCaller(stage.config, callNaming(event))
    if (caller?.proven && management.clients.includes(caller.client.type)) return
    const identity = await identify(event)
    if (!identity && !caller?.proven) throw invalidToken()
    if (!identity || !mayManage(identity, management)) {
      throw new ServiceError('access_denied', 'This caller may not manage users')
    }
  }
}

function mayManage({ profile, permissions }: Identity, management: ManagementAccess): boolean {
  const groups = Array.isArray(profile['groups']) ? profile['groups'] : []
  return (
    management.groups.some((group) => groups.includes(group)) ||
    management.permissions.some((permission) => permissions.includes(permission))
  )
}
