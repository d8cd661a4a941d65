import type { TestProject } from 'vitest/node'
import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the DynamoDB that journeys use; empty for an own dynalite. */
    dynamodbEndpoint: string
    /** Folder of the bundles that journeys run as the stacks say; empty for the local stage. */
    bundles: string
    /** Cloud assembly of the example that the authorizer protects. */
    example: string
  }
}

/** Starts the engine for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, stop } = await startDynamoDbLocal()
  project.provide('dynamodbEndpoint', endpoint)
  return stop
}
