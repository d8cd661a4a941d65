/** Lists and sets the parameters of a stage: `npm run params -- dev`. */
import { parseArguments } from './arguments.ts'
import { CommandError, namedConfiguration, namedRow, runCommand, status } from './command.ts'
import { isComplete, listParameters } from './parameter-list.ts'
import { openParameterStore, type ParameterStore } from './parameter-store.ts'
import { parameterTable } from './parameter-table.ts'
import { askFor } from './prompt.ts'
import { type Setting, setParameter } from './set-parameter.ts'

const HELP = `Lists what a stage needs in SSM and what of it is missing, and sets it.

  npm run params -- dev              lists; status 1 when something is missing or wrong
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
  if (more.length > 0 || name?.includes('=')) {
    throw new CommandError('A value is no argument: other processes and the shell’s history see it; it is asked for')
  }
  const configFile = namedConfiguration(config)
  const store = openParameterStore(row.region)
  try {
    if (verb === undefined) return await list(store, { row, configFile })
    if (verb === 'set' && name !== undefined) return await set(store, { row, configFile, name })
    throw new CommandError(`Write: npm run params -- ${row.name} set NAME`)
  } finally {
    store.close()
  }
})

async function list(store: ParameterStore, { row, configFile }: Omit<Setting, 'name'>): Promise<number> {
  const found = await listParameters(store, row, configFile)
  process.stdout.write(parameterTable(row, found))
  return isComplete(found) ? status.well : status.wrong
}

async function set(store: ParameterStore, setting: Setting): Promise<number> {
  const terminal = { input: process.stdin, output: process.stderr }
  const done = await setParameter(store, setting, ({ name, secret }) => askFor(`${name}: `, secret, terminal))
  process.stdout.write(`${done}\n`)
  return status.well
}
