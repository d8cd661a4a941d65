import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import { rooms } from './rooms.ts'

const name = process.env['MUTATION_ROOM'] ?? ''
const report = `reports/mutation/${name}`

const options: PartialStrykerOptions = {
  mutate: [rooms[name]?.modules ?? ''],
  thresholds: { high: 95, low: 90, break: 90 },
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Stryker would rewrite tsconfig.json by the compiler's old programming interface; Vite strips types without it.
  ignorePatterns: ['tsconfig.json', '.stryker-tmp', 'cdk.out', 'dist', 'docs', 'reports'],
  tempDirName: `.stryker-tmp/${name}`,
  incremental: true,
  incrementalFile: `${report}.incremental.json`,
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: `${report}.html` },
  jsonReporter: { fileName: `${report}.json` },
  timeoutMS: 30_000,
  concurrency: 2,
}

export default options
