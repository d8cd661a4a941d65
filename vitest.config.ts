import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { hasJava } from './test/engines/java.ts'

const journeys = ['test/journeys/**/*.test.ts']

/**
 * Login journeys that need a second stage, or instances that can be killed or are many, or whose subject is an outage, or
 * a request that has a few seconds in all, which a cold start on a busy machine takes for itself, or a table of inputs
 * and settings, which are judged alike in any process.
 */
const notRehearsed = [
  'backchannel-logout',
  'empty-body',
  'example-resource-outage',
  'exactly-once',
  'interrupted-refresh',
  'logout-redirect',
  'metrics',
  'metrics-refresh',
  'password-attempts',
  'refresh-settings',
  'secret-store-outage',
  'store-outage',
  'tenant-outage',
  'token-body',
]

/** Real time-outs run out here: the lanes wait most of the time. */
const faults = 'test/faults/**/*.test.ts'

/** Tests of the rehearsal itself. */
const rehearsal = 'test/rehearsal/**/*.test.ts'

/** The journeys run on dynalite everywhere, and on Amazon's own engine wherever Java is. */
const onDynamoDbLocal: TestProjectInlineConfiguration = {
  extends: true,
  test: { name: 'journeys on DynamoDB Local', include: journeys, globalSetup: 'test/engines/dynamodb-local.ts' },
}

/** The login journeys run as the synthesized stacks say, too: bundled, under AWS's own runtime client. */
const onRehearsal: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'rehearsal',
    include: ['test/journeys/*.test.ts', rehearsal],
    exclude: notRehearsed.map((name) => `test/journeys/${name}.test.ts`),
    globalSetup: 'test/engines/rehearsal.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
}

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['test/**/*.test.ts'],
          exclude: [...journeys, rehearsal, 'test/browser/**', faults],
        },
      },
      {
        extends: true,
        test: { name: 'journeys on dynalite', include: journeys, globalSetup: 'test/engines/dynalite.ts' },
      },
      ...(hasJava() ? [onDynamoDbLocal, onRehearsal] : []),
      { extends: true, test: { name: 'faults', include: [faults], testTimeout: 240_000, hookTimeout: 120_000 } },
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], globalSetup: 'test/engines/dynalite.ts' },
      },
    ],
  },
})
