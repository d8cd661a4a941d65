import { defineConfig } from 'vitest/config'
import { hasJava } from './test/engines/java.ts'

const journeys = ['test/journeys/**/*.test.ts']

/** The journeys run twice: on dynalite everywhere, on Amazon's own engine wherever Java is. */
const onDynamoDbLocal = {
  extends: true,
  test: { name: 'journeys on DynamoDB Local', include: journeys, globalSetup: 'test/engines/dynamodb-local.ts' },
} as const

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'rules', include: ['test/**/*.test.ts'], exclude: [...journeys, 'test/browser/**'] },
      },
      {
        extends: true,
        test: { name: 'journeys on dynalite', include: journeys, globalSetup: 'test/engines/dynalite.ts' },
      },
      ...(hasJava() ? [onDynamoDbLocal] : []),
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], globalSetup: 'test/engines/dynalite.ts' },
      },
    ],
  },
})
