/** Builds, checks and deploys a stage: `npm run deploy -- dev`. */
import { parseArguments } from './arguments.ts'
import { namedRow, runCommand, status } from './command.ts'
import { deployedUrl } from './parameter-list.ts'
import { openParameterStore } from './parameter-store.ts'
import { deploymentPlan } from './plan.ts'
import { takeSteps } from './steps.ts'

const HELP = `Builds, checks and deploys a stage: its data stack, then, once all parameters are set, its API.

  npm run deploy -- dev
  npm run deploy -- dev --yes    asks nothing, for pipelines
`

await runCommand(async () => {
  const { words, help, yes } = parseArguments(process.argv.slice(2))
  if (help) {
    process.stdout.write(HELP)
    return status.well
  }
  const row = namedRow(words[0])
  const store = openParameterStore(row.region)
  try {
    const ended = await takeSteps(deploymentPlan(row, yes), row, store)
    if (ended === status.well) {
      const url = await deployedUrl(store, row)
      process.stdout.write(`${row.name} is deployed: ${url}\nIs everything right? npm run doctor -- ${row.name}\n`)
    }
    return ended
  } finally {
    store.close()
  }
})
