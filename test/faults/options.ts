import { parseArgs } from 'node:util'

/** What a person may choose. */
export interface Options {
  /** Makes the order and the pairs; the same seed repeats a run. */
  readonly seed: number
  /** A part of the names of the scenarios that are wanted. */
  readonly only: string
  readonly lanes: number
  /** How many pairs of faults, on top of all single ones. */
  readonly pairs: number
  /** Writes the table into `docs/faults.md`. */
  readonly write: boolean
}

/** Reads the command line. @throws TypeError when an option is not known or no number */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
      lanes: { type: 'string', default: '8' },
      pairs: { type: 'string', default: '100' },
      write: { type: 'boolean', default: false },
    },
  })
  const seed = values.seed ?? String(Date.now() % 1_000_000)
  const { only, write } = values
  return { seed: whole(seed), only, lanes: whole(values.lanes), pairs: whole(values.pairs), write }
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TypeError(`"${text}" is no whole number`)
  return Number(text)
}
