import { invalidRequest, ServiceError } from '../errors.ts'

declare const checked: unique symbol

/** A user id of Auth0's form: provider, bar, id; safe to encode into a path. */
export type UserId = string & { readonly [checked]: true }

/**
 * Judges the `{id}` of a path, which API Gateway has decoded once.
 *
 * @throws ServiceError `invalid_request`
 */
export function judgeUserId(value: string | undefined): UserId {
  if (value === undefined || !isUserId(value)) throw invalidRequest('The user id must be provider|id, encoded once')
  return value
}

/** A user that is not there, or that belongs to another stage: nobody can tell which. */
export function unknownUser(): ServiceError {
  return new ServiceError('not_found', 'There is no such user')
}

function isUserId(value: string): value is UserId {
  const segments = value.split('|')
  const [provider = '', ...rest] = segments
  return (
    value.length <= 255 &&
    /^[a-z0-9-]+$/i.test(provider) &&
    rest.length > 0 &&
    rest.every((part) => /^[^\s/\\?#%|\p{Cc}]+$/u.test(part) && !/^\.+$/.test(part))
  )
}
