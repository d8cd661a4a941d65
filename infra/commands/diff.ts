/** Shows what a deployment of a stage would change: `npm run diff -- dev`. */
import { parseArguments } from './arguments.ts'
import { onlyRow, runCommand, status } from './command.ts'
import { openParameterStore } from './parameter-store.ts'
import { differencePlan } from './plan.ts'
import { takeSteps } from './steps.ts'

const HELP = `Shows what a deployment of a stage would change.

  npm run diff -- dev
  npm run diff -- --help    prints this
`

await runCommand(async () => {
  const { words, help } = parseArguments(process.argv.slice(2), [])
  if (help) {
    process.stdout.write(HELP)
    return status.well
  }
  const row = onlyRow(words)
  const store = openParameterStore(row.region)
  try {
    return await takeSteps(differencePlan(row), row, store)
  } finally {
    store.close()
  }
})
