/** Builds, checks and deploys a stage: `npm run deploy -- dev`. */
import { parseArguments } from './arguments.ts'
import { onlyRow, runCommand, status } from './command.ts'
import { openParameterStore } from './parameter-store.ts'
import { deploymentPlan } from './plan.ts'
import { readFacts } from './stage-facts.ts'
import { takeSteps } from './steps.ts'

const HELP = `Builds, checks and deploys a stage: its data stack, then, once all parameters are set, its API.

  npm run deploy -- dev
  npm run deploy -- dev --yes    asks nothing, for pipelines
  npm run deploy -- --help       prints this
`

await runCommand(async () => {
  const { words, help, yes } = parseArguments(process.argv.slice(2), ['yes'])
  if (help) {
    process.stdout.write(HELP)
    return status.well
  }
  const row = onlyRow(words)
  const store = openParameterStore(row.region)
  try {
    const ended = await takeSteps(deploymentPlan(row, yes), row, store)
    if (ended !== status.well) return ended
    const { url } = await readFacts(store, row)
    process.stdout.write(`${row.name} is deployed: ${url}\nIs everything right? npm run doctor -- ${row.name}\n`)
    return status.well
  } finally {
    store.close()
  }
})
