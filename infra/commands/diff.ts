/** Shows what a deployment of a stage would change: `npm run diff -- dev`. */
import { parseArguments } from './arguments.ts'
import { namedRow, runCommand } from './command.ts'
import { openParameterStore } from './parameter-store.ts'
import { differencePlan } from './plan.ts'
import { takeSteps } from './steps.ts'

await runCommand(async () => {
  const row = namedRow(parseArguments(process.argv.slice(2)).words[0])
  const store = openParameterStore(row.region)
  try {
    return await takeSteps(differencePlan(row), row, store)
  } finally {
    store.close()
  }
})
