import { resolve } from 'node:path'
import { CONFIG_FILE } from '#infra/bundle'
import { type StageRow, stageRow } from '#infra/stages'
import { ConfigError } from '#shared/config/config'

/** Exit statuses: all is well; something is missing or wrong; nothing could be told. */
export const status = { well: 0, wrong: 1, untold: 2 } as const

/** A failure that the person at the keyboard can mend: the message says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/**
 * Runs a command's main part and ends with its status. What went wrong becomes a sentence; whatever is no
 * {@link CommandError} shows its name and message only.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`)
    process.exitCode = status.untold
  }
}

/** The row of a stage named on the command line. @throws CommandError naming the stages that there are */
export function namedRow(name: string | undefined): StageRow {
  try {
    return stageRow(name)
  } catch (cause) {
    throw new CommandError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** The row of the one stage that a command is for. @throws CommandError when more is named, or none */
export function onlyRow([name, ...more]: readonly string[]): StageRow {
  if (more.length > 0) throw new CommandError(`Name one stage, not ${more.join(', ')} too`)
  return namedRow(name)
}

/** The configuration file: the one named, relative to the caller's folder, or the project's own. */
export function namedConfiguration(file: string | undefined): string {
  // npm runs a script in the package's folder and says in INIT_CWD where its caller stands.
  return file === undefined ? CONFIG_FILE : resolve(process.env['INIT_CWD'] ?? process.cwd(), file)
}

function sentence(error: unknown): string {
  if (error instanceof CommandError) return error.message
  if (error instanceof ConfigError) return `The configuration can't be used:\n${error.message.replaceAll(/^/gm, '  ')}`
  return String(error)
}
