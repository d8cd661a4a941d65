import type { GetParametersRequest } from '@aws-sdk/client-ssm'
import * as v from 'valibot'
import type { AwsEnvironment } from '../environment.ts'
import { type CallOptions, createCall } from './call.ts'

const Answer = v.object({
  Parameters: v.optional(
    v.array(v.object({ Name: v.optional(v.string()), Value: v.optional(v.string()), Version: v.optional(v.number()) })),
  ),
})

/** What we ask of SSM, by the name and in the words of the SDK's own client, which serves as well. */
export interface Ssm {
  getParameters(input: GetParametersRequest, options?: CallOptions): Promise<v.InferOutput<typeof Answer>>
}

/**
 * Makes a client of SSM.
 *
 * @param environment the function's own when left out
 */
export function createSsm(environment?: AwsEnvironment): Ssm {
  const service = { name: 'ssm', target: 'AmazonSSM', contentType: 'application/x-amz-json-1.1' } as const
  const call = createCall(service, environment)
  return {
    async getParameters(input, options) {
      return v.parse(Answer, await call('GetParameters', input, options))
    },
  }
}
