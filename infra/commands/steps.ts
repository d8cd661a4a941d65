import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CONFIG_FILE } from '#infra/bundle'
import type { StageRow } from '#infra/stages'
import { CommandError, status } from './command.ts'
import { isComplete, listParameters } from './parameter-list.ts'
import type { ParameterStore } from './parameter-store.ts'
import { parameterTable } from './parameter-table.ts'
import type { Step } from './plan.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** What stands in the example's rows and is nobody's. */
const EXAMPLE = { account: '111111111111', host: '@example.com' }

/**
 * Takes the steps of a plan, one after the other, and stops at the first that fails.
 *
 * @returns the exit status
 * @throws CommandError when the row is still the example's, or a program can't be started
 */
export async function takeSteps(steps: readonly Step[], row: StageRow, store: ParameterStore): Promise<number> {
  const example = exampleOf(row)
  if (example)
    throw new CommandError(`${example} of ${row.name} is still the example's: put yours into infra/stages.ts`)
  for (const step of steps) {
    const failed = 'run' in step ? await run(step.run) : await checkParameters(store, row)
    if (failed !== 0) return failed
  }
  return status.well
}

function exampleOf({ account, alarms }: StageRow): string | undefined {
  if (account === EXAMPLE.account) return 'The account'
  return alarms !== 'off' && alarms.email.endsWith(EXAMPLE.host) ? 'The address for alarms' : undefined
}

async function run([program, ...args]: readonly [string, ...string[]]): Promise<number> {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' })
  const [code] = await once(child, 'exit').catch((cause: unknown) => {
    throw new CommandError(`${program} can't be started: run it by npm`, { cause })
  })
  return code ?? status.wrong
}

async function checkParameters(store: ParameterStore, row: StageRow): Promise<number> {
  const found = await listParameters(store, row, CONFIG_FILE)
  if (isComplete(found)) return status.well
  process.stdout.write(parameterTable(row, found))
  process.stdout.write(`\nThen deploy again: npm run deploy -- ${row.name}\n`)
  return status.wrong
}
