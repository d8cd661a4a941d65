import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/** `npm run schedules -- --runs 5000 --seed N`: the long form of the test, in this terminal. */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5000' }, seed: { type: 'string' } } })
const env = {
  ...process.env,
  SCHEDULES_RUNS: values.runs,
  ...(values.seed !== undefined && { SCHEDULES_SEED: values.seed }),
}
const vitest = ['run', '--project', 'rules', 'test/schedules']
const { status } = spawnSync('vitest', vitest, { env, stdio: 'inherit' })
process.exitCode = status ?? 1
