/** Lists and sets the parameters of a stage: `npm run params -- dev`. */
import type { StageRow } from '#infra/stages'
import { parseArguments } from './arguments.ts'
import { CommandError, namedConfiguration, namedRow, runCommand, status } from './command.ts'
import { deployedUrl, faultOf, listParameters, neededParameters } from './parameter-list.ts'
import { openParameterStore, type ParameterStore } from './parameter-store.ts'
import { parameterTable } from './parameter-table.ts'
import { askFor } from './prompt.ts'
import { setParameter, stageKey } from './set-parameter.ts'

const HELP = `Lists what a stage needs in SSM and what of it is missing, and sets it.

  npm run params -- dev              lists; status 1 when something is missing
  npm run params -- dev set NAME     asks for a value, or reads it from standard input

  --config FILE                      configuration (default infra/config.json)
  --help                             prints this
`

await runCommand(async () => {
  const { words, config, help } = parseArguments(process.argv.slice(2))
  if (help) {
    process.stdout.write(HELP)
    return status.well
  }
  const [stage, verb, name, ...more] = words
  const row = namedRow(stage)
  if (more.length > 0) {
    throw new CommandError('A value is no argument: other processes and the shell’s history see it; it is asked for')
  }
  const store = openParameterStore(row.region)
  try {
    const file = namedConfiguration(config)
    if (verb === undefined) return await list(store, row, file)
    if (verb === 'set' && name !== undefined) return await set(store, row, file, name)
    throw new CommandError(`Write: npm run params -- ${row.name} set NAME`)
  } finally {
    store.close()
  }
})

async function list(store: ParameterStore, row: StageRow, file: string): Promise<number> {
  const parameters = await listParameters(store, row, file)
  process.stdout.write(parameterTable(row, parameters, await deployedUrl(store, row)))
  return parameters.every((parameter) => faultOf(parameter) === undefined) ? status.well : status.wrong
}

async function set(store: ParameterStore, row: StageRow, file: string, name: string): Promise<number> {
  const needed = neededParameters(file)
  const parameter = needed.find((each) => each.name === name)
  if (!parameter) {
    throw new CommandError(
      `${name} is no placeholder of the configuration; it has: ${needed.map((each) => each.name).join(', ')}`,
    )
  }
  // Before anything is typed in vain.
  await stageKey(store, row)
  const value = await askFor(`${name}: `, parameter.secret, { input: process.stdin, output: process.stderr })
  await setParameter(store, row, parameter, value)
  const effect = parameter.secret
    ? 'functions read it within five minutes'
    : `the next npm run deploy -- ${row.name} brings it to the functions`
  process.stdout.write(`${name} of ${row.name} is set: ${effect}\n`)
  return status.well
}
