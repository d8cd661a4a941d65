import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StageError } from './listen.ts'
import type { StageOptions } from './stage.ts'

/** What `npm start -- --help` prints. */
export const HELP = `Brings up the whole service on this machine: gateway, functions, DynamoDB, SSM and an Auth0 tenant.

  npm start -- [options]

  --port N              port of the gateway (default 3000, 0 = any)
  --config FILE         configuration (default infra/config.json)
  --set NAME=VALUE ...  fills {{NAME}} of the configuration; secrets go to the local SSM
  --tenant-port N       port of the tenant (default: any)
  --data DIR            keeps the data of DynamoDB and the tenant there (default: in memory)
  --help                prints this

  AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SSM   use these engines instead of own ones
  SESSION_DURATION_SECONDS, REFRESH_REPLAY_SECONDS  are handed on to the functions
`

/** A stage of the command line: all that a person may choose. */
export type CommandLine = Pick<StageOptions, 'configFile' | 'dataDir'> & {
  readonly help: boolean
  readonly port: number
  readonly tenantPort: number
  readonly set: Readonly<Record<string, string>>
}

/**
 * Reads the command line.
 *
 * @param args without the names of node and the script
 * @param folder the caller's, from which FILE and DIR are relative
 * @throws StageError saying which option is wrong and what it should be
 */
export function parseCommandLine(args: readonly string[], folder: string): CommandLine {
  const { values, tokens } = parse(args)
  return {
    help: values.help ?? false,
    port: portOf('--port', values.port ?? '3000'),
    tenantPort: portOf('--tenant-port', values['tenant-port'] ?? '0'),
    set: Object.fromEntries(assignments(tokens).map(parseAssignment)),
    ...(values.config !== undefined && { configFile: resolve(folder, values.config) }),
    ...(values.data !== undefined && { dataDir: resolve(folder, values.data) }),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        config: { type: 'string' },
        set: { type: 'string', multiple: true },
        'tenant-port': { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
      tokens: true,
    })
  } catch (cause) {
    // Only the first sentence is about what was typed.
    const [why] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new StageError(`${why}; --help tells the options`, { cause })
  }
}

type Token = ReturnType<typeof parse>['tokens'][number]

/** The values of every `--set`: the one in the option and those that follow it. */
function assignments(tokens: readonly Token[]): readonly string[] {
  let inSet = false
  return tokens.flatMap((token) => {
    if (token.kind === 'option') inSet = token.name === 'set'
    if (token.kind === 'option') return inSet && token.value !== undefined ? [token.value] : []
    if (token.kind === 'positional' && inSet) return [token.value]
    const what = token.kind === 'positional' ? `"${token.value}"` : '"--"'
    throw new StageError(`${what} belongs to no option; --help tells the options`)
  })
}

function parseAssignment(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new StageError(`--set takes NAME=VALUE, not "${text}"`)
  return [name, value]
}

function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new StageError(`${option} takes a number from 0 to 65535, not "${text}"`)
  return port
}
