import type { PasswordLogin } from '../auth0/authentication.ts'
import type { Config } from '../config/config.ts'
import { denials, isServiceError } from '../errors.ts'
import { observe } from '../observability.ts'
import type { Attempts } from '../sessions/attempts.ts'
import { networkOf } from './network.ts'

/** What limiting attempts needs. */
export interface AttemptNeeds {
  readonly attempts: Attempts
  readonly config: Pick<Config, 'passwordAttempts'>
}

/**
 * Runs a login by password within the limit of failed ones. They count by address and user name together: by the name alone
 * a stranger could lock a user out. What was no failed password is taken back, whatever else it was.
 *
 * @throws ServiceError `too_many_attempts` without running it; whatever `run` throws
 */
export async function limitAttempts<T>(
  { attempts, config }: AttemptNeeds,
  { address, username }: Pick<PasswordLogin, 'address' | 'username'>,
  run: () => Promise<T>,
): Promise<T> {
  if (config.passwordAttempts.limit === 0) return run()
  const name = JSON.stringify([networkOf(address), username.trim().toLowerCase().normalize('NFC')])
  const takeBack = await attempts.begin(`password ${name}`, config.passwordAttempts)
  // A login that went well stays so: what can't be taken back now counts until the window ends.
  const settled = () => takeBack().catch((error: unknown) => observe('attempt_not_taken_back', error))
  try {
    const result = await run()
    await settled()
    return result
  } catch (error) {
    if (!isServiceError(error, ...denials)) await settled()
    throw error
  }
}
