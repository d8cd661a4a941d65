import { parseArgs } from 'node:util'
import { CommandError } from './command.ts'

/** What stands on the command line of a command for a stage. */
export interface Arguments {
  /** Everything that is no option, in its order. */
  readonly words: readonly string[]
  readonly config: string | undefined
  readonly help: boolean
  /** Nothing is asked: for pipelines. */
  readonly yes: boolean
}

/** Reads a command line. @throws CommandError saying which option is unknown */
export function parseArguments(args: readonly string[]): Arguments {
  const options = {
    config: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
    yes: { type: 'boolean', short: 'y', default: false },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { words: positionals, config: values.config, help: values.help, yes: values.yes }
  } catch (cause) {
    const [why] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new CommandError(`${why}; --help tells the options`, { cause })
  }
}
