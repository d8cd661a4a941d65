import { parseArgs } from 'node:util'
import { CommandError } from './command.ts'

const OPTIONS = {
  config: { type: 'string' },
  strict: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const

/** What stands on the command line of a command for a stage. */
export interface Arguments {
  /** Everything that is no option, in its order. */
  readonly words: readonly string[]
  readonly help: boolean
  readonly config: string | undefined
  /** What can't be told is no success. */
  readonly strict: boolean
  /** Nothing is asked: for pipelines. */
  readonly yes: boolean
}

/**
 * Reads a command line.
 *
 * @param takes the options that the command has beside `--help`
 * @throws CommandError saying which option it does not have
 */
export function parseArguments(
  args: readonly string[],
  takes: readonly (keyof typeof OPTIONS)[] = ['config'],
): Arguments {
  const options = { ...OPTIONS, help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parse(() => parseArgs({ args: [...args], options, allowPositionals: true }))
  const { help = false, config, strict = false, yes = false } = values
  const strange = Object.keys(OPTIONS).find((name) => name in values && !takes.some((taken) => taken === name))
  if (strange) throw new CommandError(`This command has no --${strange}; --help tells the options`)
  return { words: positionals, help, config, strict, yes }
}

function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    // Only the first sentence is about what was typed.
    const [why] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new CommandError(`${why}; --help tells the options`, { cause })
  }
}
