/** Examines a live stage: `npm run doctor -- dev`. */
import { parseArguments } from '#infra/commands/arguments'
import { CommandError, namedConfiguration, namedRow, runCommand, status } from '#infra/commands/command'
import { readConfiguration } from '#infra/configuration'
import { stages } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { variables } from '#shared/environment'
import { effects } from './effects.ts'
import { type Examined, examine } from './examine.ts'
import { exitStatus, report } from './report.ts'

const HELP = `Examines a live stage and says in plain words what is wrong with it, and what to do. It only reads.

  npm run doctor -- dev [options]

  --config FILE         configuration (default infra/config.json)
  --help                prints this

  Exit status: 0 nothing is wrong, 1 something is, 2 it could not be told. What is checked: docs/doctor.md
`

await runCommand(async () => {
  const { words, config, help } = parseArguments(process.argv.slice(2))
  if (help) {
    process.stdout.write(HELP)
    return status.well
  }
  const [name, ...more] = words
  const row = namedRow(name)
  if (more.length > 0) throw new CommandError(`Name one stage, not ${more.join(', ')} too`)
  const configFile = namedConfiguration(config)
  const results = await examineQuietly({
    row,
    others: Object.values(stages).filter((other) => other !== row),
    configuration: readConfiguration(configFile),
    json: readJson(configFile),
    local: process.env[variables.localStage] === 'true',
  })
  process.stdout.write(report(row.name, results))
  return exitStatus(results)
})

/** Secrets are at hand here: an error that is not our own shows its name alone, its message might quote one. */
async function examineQuietly(examined: Examined) {
  try {
    return await examine(examined, effects)
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    throw new CommandError(`The doctor fails: ${cause instanceof Error ? cause.name : 'no reason'}`, { cause })
  }
}
