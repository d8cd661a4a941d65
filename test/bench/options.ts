import { parseArgs } from 'node:util'
import { StageError } from '#infra/local/listen'

/** What `npm run bench -- --help` prints. */
export const HELP = `Measures the functions: the very bytes that are deployed, under AWS's own runtime client.

  npm run bench [-- options]             cold starts, warm /userinfo, calls, undici, bundles, each against its goal
  npm run bench -- --peers               the same, with other libraries' nearest in the same rounds
  npm run bench -- growth [SESSIONS ...] calls against tables of 1000, 100000 and 1000000 sessions (Java 17)
  npm run bench -- load [CONNECTIONS ..] throughput at 1 to 200 connections on the rehearsed stage (Java 17)
  npm run bench -- memory [MB ...]       what npm run cost reckons with, at 128 to 1769 MB (Linux, root, Java 17)
  npm run bench -- active [SESSIONS ...] the scan behind /users/active (Java 17)

  --rounds N   rounds of cold starts (default 15)
  --only NAME  one part (cold, warm, calls, undici, bundles), or the cold starts whose names hold NAME
  --peers      measures peers too; they are installed outside the repository
  --local      load: on the local stage instead of the rehearsed one
  --write      memory: into infra/cost/measured.json
  --json FILE  writes the figures there
  --help       prints this
`

/** The parts of the bench. */
export const PARTS = ['cold', 'warm', 'calls', 'undici', 'bundles'] as const
export type Part = (typeof PARTS)[number]

/** What was asked for. */
export interface Options {
  readonly help: boolean
  readonly command: string | undefined
  /** Numbers of sessions or connections. */
  readonly sizes: readonly number[]
  readonly rounds: number
  readonly only: string | undefined
  readonly peers: boolean
  readonly local: boolean
  readonly write: boolean
  readonly json: string | undefined
}

/**
 * Reads the command line.
 *
 * @param args without the names of node and the script
 * @throws StageError saying what is wrong
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  const [command, ...sizes] = positionals
  const rounds = Number(values.rounds ?? 15)
  if (!Number.isInteger(rounds) || rounds < 1) throw new StageError('--rounds takes a whole number from 1')
  if (command !== undefined && !['growth', 'load', 'memory', 'active'].includes(command)) {
    throw new StageError(`There is no ${command}: --help tells what there is`)
  }
  if (sizes.some((size) => !/^[1-9]\d*$/.test(size))) throw new StageError(`${command} takes numbers`)
  if (values.write && sizes.length > 0) throw new StageError('--write takes all memories')
  const { help = false, peers = false, local = false, write = false, only, json } = values
  return { help, command, sizes: sizes.map(Number), rounds, only, peers, local, write, json }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        only: { type: 'string' },
        peers: { type: 'boolean' },
        local: { type: 'boolean' },
        write: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    throw new StageError(`${cause instanceof Error ? cause.message : cause}; --help tells the options`, { cause })
  }
}
