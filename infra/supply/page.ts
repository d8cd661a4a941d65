import type { Weight } from './weights.ts'

/** A row of the table of bundled packages in `docs/dependencies.md`. */
export interface Row {
  readonly name: string
  /** Why it is there: the one cell that a person writes. */
  readonly why: string
  /** Kilobytes, minified. */
  readonly weight: number
  /** The functions that carry it. */
  readonly where: string
}

const HEAD = '| package | why | kB | in |\n| --- | --- | ---: | --- |\n'

/** The rows of the page's table of bundled packages. */
export function rowsOf(page: string): readonly Row[] {
  return [...tableOf(page).matchAll(/^\| `([^`]+)` \| (.*) \| ([\d.]+) \| (.*) \|$/gm)].map(
    ([, name = '', why = '', weight = '', where = '']) => ({ name, why, weight: Number(weight), where }),
  )
}

/**
 * The page with its table of bundled packages stated anew; reasons stay, and a new package waits for its own.
 *
 * @param functions all functions, so that a package of nearly all of them can say which it is not in
 */
export function restate(page: string, weights: ReadonlyMap<string, Weight>, functions: readonly string[]): string {
  const reasons = new Map(rowsOf(page).map(({ name, why }) => [name, why]))
  const rows = measured(weights, functions).map(
    ({ name, weight, where }) => `| \`${name}\` | ${reasons.get(name) ?? ''} | ${weight.toFixed(1)} | ${where} |\n`,
  )
  return page.replace(HEAD + tableOf(page), () => HEAD + rows.join(''))
}

/** What the bundles themselves say of their packages, by name. */
export function measured(
  weights: ReadonlyMap<string, Weight>,
  functions: readonly string[],
): readonly Omit<Row, 'why'>[] {
  const byName = [...weights].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return byName.map(([name, weight]) => ({
    name,
    weight: weight.bytes / 1000,
    where: whereOf(weight.functions, functions),
  }))
}

/** The shorter way to say it, which also stays true for longer. */
function whereOf(those: readonly string[], all: readonly string[]): string {
  const others = all.filter((name) => !those.includes(name))
  if (others.length === 0) return 'all'
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(', ')
  return others.length < those.length ? `all but ${names(others)}` : names(those)
}

function tableOf(page: string): string {
  const [, rest = ''] = page.split(HEAD)
  return /^(?:\|.*\n)*/.exec(rest)?.[0] ?? ''
}
