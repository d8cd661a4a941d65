import { localCredentials } from '#infra/local/credentials'
import type { AwsEnvironment } from '#shared/environment'

/** An engine of this machine, as our own callers of AWS and the SDK's clients both take it. */
export function awsAt(endpoint: string): AwsEnvironment {
  return { endpoint, ...localCredentials({}) }
}
