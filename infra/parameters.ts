import { parameterPath } from '#shared/environment'
import type { StageName } from './stages.ts'

/** What a deployed stage tells of itself: by other stacks and by the commands it is read from SSM. */
export type StageFact = 'table' | 'url' | 'key' | 'authorizer'

/**
 * The path of a fact. No placeholder can have such a name, since a slash is in it.
 *
 * `table`: name of the table, `url`: the API's address without a final slash, `key`: ARN of the key that secrets are
 * sealed with, `authorizer`: ARN of the authorizer function.
 */
export function factPath(stage: StageName, fact: StageFact): string {
  return parameterPath(stage, `stack/${fact}`)
}
