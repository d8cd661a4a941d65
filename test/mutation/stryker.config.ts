/** What `npm run mutation` changes, and how many of the changes the rules of `shared/` must notice. */
import type { PartialStrykerOptions } from '@stryker-mutator/api/core'

/** The modules by which a stranger would get in, were they wrong. */
const modules = [
  'shared/config/{clients,url}.ts',
  'shared/http/{cookies,origin,session-cookie}.ts',
  'shared/login/{browser,redirect,state}.ts',
  'shared/refresh/*.ts',
  'shared/search/*.ts',
  'shared/seal.ts',
  'shared/sessions/*.ts',
  'shared/tokens.ts',
]

const options: PartialStrykerOptions = {
  mutate: modules,
  thresholds: { high: 95, low: 90, break: 90 },
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // Stryker would rewrite tsconfig.json by the compiler's old programming interface; Vite strips types without it.
  ignorePatterns: ['tsconfig.json', 'cdk.out', 'dist', 'docs', 'reports'],
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  concurrency: 2,
}

export default options
