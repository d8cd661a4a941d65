import { readEnvironment, variables } from '#shared/environment'
import { localCredentials } from './credentials.ts'
import { StageError } from './listen.ts'

/** The local stage's name. */
export const STAGE = 'local'
/** The name of its table. */
export const TABLE = 'auth0-client-local'

export interface Surroundings {
  /** Path of the configuration. */
  readonly file: string
  /** Name of the table. */
  readonly table: string
  readonly dynamodbUrl: string
  readonly ssmUrl: string
  /** Values of the configuration's plain placeholders; secrets never become variables. */
  readonly placeholders: Readonly<Record<string, string>>
  /** More variables, which win over the stage's own. */
  readonly more: Readonly<Record<string, string>> | undefined
}

/**
 * The whole environment of the functions: what the stage's stack would set, and what Lambda does.
 *
 * @throws StageError when a variable has a wrong value
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function instanceVariables({
  file,
  table,
  dynamodbUrl,
  ssmUrl,
  placeholders,
  more,
}: Surroundings): Record<string, string> {
  const { region, credentials } = localCredentials(process.env)
  const environment = {
    ...placeholders,
    [variables.stage]: STAGE,
    [variables.table]: table,
    [variables.configFile]: file,
    [variables.localStage]: 'true',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_SSM: ssmUrl,
    AWS_LAMBDA_FUNCTION_NAME: 'auth0-client-local',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
    ...more,
  }
  check(environment)
  return environment
}

function check(environment: Record<string, string>): void {
  try {
    readEnvironment(environment)
  } catch (cause) {
    throw new StageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
