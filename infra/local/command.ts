import { ConfigError } from '#shared/config/config'
import { StageError } from './listen.ts'

/** Runs a command's main part; a failure becomes a sentence and exit status 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`)
    process.exitCode = 1
  }
}

/** Resolves when somebody ends the process. */
export function ended(): Promise<void> {
  return new Promise((resolve) => {
    // Not once: Ctrl-C under npm sends the signal twice, and the second must not cut the closing short.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve())
  })
}

/** npm runs a script in the package's folder and says in INIT_CWD where its caller stands. */
export function callerFolder(script: string, values: NodeJS.ProcessEnv = process.env): string {
  const { npm_lifecycle_event: running, INIT_CWD: folder } = values
  return running === script && folder ? folder : process.cwd()
}

function sentence(error: unknown): string {
  if (error instanceof StageError) return error.message
  if (!(error instanceof ConfigError)) return `The local stage can't start: ${String(error)}`
  const faults = error.message.replaceAll(/^/gm, '  ')
  return `The configuration can't be used:\n${faults}\nMend the file, or fill a {{NAME}} by --set NAME=VALUE.`
}
