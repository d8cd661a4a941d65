import * as v from 'valibot'
import { invalidRequest } from '../../errors.ts'
import { anyObject } from './closed.ts'

/** The least without which no import can find its user. */
const Identified = v.pipe(anyObject, v.object({ email: v.string('must be text') }))

/**
 * Reads the users file; what a parser says of a broken one stays here, for it quotes the file.
 *
 * @returns the users, not judged yet
 * @throws ServiceError `invalid_request` when it is no JSON array in UTF-8
 */
export function parseUsers(file: Buffer): readonly unknown[] {
  const users = parseJson(file)
  if (!Array.isArray(users))
    throw invalidRequest('users must be an array of users: JSON in UTF-8, without a byte order mark')
  return users
}

/**
 * Insists that every user is an object with an e-mail address; all else is for Auth0's job to judge, which skips a bad
 * user and imports the others.
 *
 * @throws ServiceError `invalid_request` naming the first bad user, such as `users[3].email is missing`
 */
export function requireIdentified(users: readonly unknown[]): void {
  for (const [index, user] of users.entries()) {
    const result = v.safeParse(Identified, user, { abortEarly: true })
    if (result.success) continue
    const [issue] = result.issues
    const place = [`users[${index}]`, v.getDotPath(issue)].filter((part) => part !== null).join('.')
    throw invalidRequest(`${place} ${issue.received === 'undefined' ? 'is missing' : issue.message}`)
  }
}

function parseJson(file: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file))
  } catch {
    return undefined
  }
}
