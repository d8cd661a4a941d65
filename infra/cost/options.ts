import { parseArgs } from 'node:util'
import { CommandError } from '#infra/commands/command'
import { type Prices, prices } from './prices.ts'
import type { Team } from './traffic.ts'

/** What `npm run cost -- --help` prints. */
export const HELP = `What a stage costs in a month, line by line, beside a container that is always on, and what of Auth0's quotas is used.

  npm run cost -- --logins 10000 --requests 500000 --users 2000 [options]

  --logins N      logins a month
  --requests N    requests a month that ask who is logged in
  --users N       users who log in at least once a month
  --region NAME   ${Object.keys(prices).join(' or ')} (default eu-west-1)
  --memory MB     of the functions (default: what is deployed)
  --write         states the teams of docs/cost.md anew
  --help          prints this
`

/** What was asked for. */
export interface Options {
  readonly help: boolean
  readonly write: boolean
  readonly team: Team
  readonly region: string
  readonly price: Prices
  readonly memoryMb: number | undefined
}

const VALUES = { logins: '10000', requests: '500000', users: '2000', region: 'eu-west-1' }

/**
 * Reads the command line.
 *
 * @param args without the names of node and the script
 * @param memories that were measured, in MB
 * @throws CommandError saying what is wrong
 */
export function parseOptions(args: readonly string[], memories: readonly number[]): Options {
  const { help = false, write = false, memory, ...given } = parse(args)
  if (write && (memory !== undefined || Object.keys(given).length > 0)) {
    throw new CommandError('--write states the page’s own teams: it takes no other option')
  }
  const values = { ...VALUES, ...given }
  const price = Object.hasOwn(prices, values.region) ? prices[values.region] : undefined
  if (!price) throw new CommandError(`There are no prices of ${values.region}: ${Object.keys(prices).join(', ')}`)
  const memoryMb = memory === undefined ? undefined : wholeNumber('memory', memory)
  if (memoryMb !== undefined && !memories.includes(memoryMb)) {
    throw new CommandError(`${memoryMb} MB were not measured: ${memories.join(', ')}`)
  }
  const team = {
    logins: wholeNumber('logins', values.logins),
    requests: wholeNumber('requests', values.requests),
    users: wholeNumber('users', values.users),
  }
  return { help, write, team, region: values.region, price, memoryMb }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new CommandError(`--${name} takes a whole number, not ${text}`)
  return Number(text)
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { logins: text, requests: text, users: text, region: text, memory: text } as const
  const flags = { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    return parseArgs({ args: [...args], options: { ...options, ...flags } }).values
  } catch (cause) {
    throw new CommandError(`${cause instanceof Error ? cause.message : cause}; --help tells the options`, { cause })
  }
}
