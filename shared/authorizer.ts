import { invalidToken } from './http/access.ts'
import type { HttpEvent } from './http/request.ts'
import { createIdentify, type Identity } from './identity.ts'
import { observe } from './observability.ts'
import type { Stage } from './stage.ts'

/** What an API hears of its caller, in `requestContext.authorizer.lambda`: never a token or a session id. */
export interface Caller {
  readonly userId: string
  /** Type of the client that the user logged in by. */
  readonly client: string
  /** As the profile has it, verified or not. */
  readonly email?: string
  readonly groups?: readonly string[]
  /** Of the access token; a browser's session shows none. */
  readonly permissions?: readonly string[]
}

/** In bytes of JSON: where API Gateway states a limit for an authorizer's answer it is 8 KB, envelope included. */
const LONGEST = 7168

/**
 * Makes the function behind the authorizer: who calls another API, by the bearer or cookie that came along.
 *
 * @returns what {@link callerOf} tells of {@link createIdentify}'s identity; it throws ServiceError `invalid_token` when
 * nobody is logged in, `access_denied` when another site's page sends an unsafe request
 */
export function createAuthorize(stage: Stage): (event: HttpEvent) => Promise<Caller> {
  const identify = createIdentify(stage)
  return async (event) => {
    const identity = await identify(event)
    if (!identity) throw invalidToken()
    return callerOf(identity)
  }
}

/**
 * What may be told of an identity. Lists that are too long to be carried are left out whole: half a list would be a lie.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export function callerOf({ userId, client, profile, permissions }: Identity): Caller {
  const { email, groups } = profile
  const caller = { userId, client, ...(typeof email === 'string' && { email }) }
  const all = { ...caller, groups: textsOf(groups), permissions }
  if (Buffer.byteLength(JSON.stringify(all)) <= LONGEST) return all
  observe('caller_too_large', undefined)
  return caller
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((value) => typeof value === 'string') : []
}
