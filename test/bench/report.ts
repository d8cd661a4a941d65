import { cpus } from 'node:os'

/** A table of a report: its title, the heads of its columns, and its rows. */
export interface Table {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The verdict on a value that must not be above its goal; empty where there is none. */
export function verdict(value: number, goal: number | undefined): string {
  if (goal === undefined) return ''
  return value <= goal ? 'pass' : 'FAIL'
}

/** Tells whether a table holds a goal that was missed. */
export function hasFailed({ rows }: Table): boolean {
  return rows.some((row) => row.includes('FAIL'))
}

/** A table as Markdown, with its columns in line. */
export function toMarkdown({ title, heads, rows }: Table): string {
  const widths = heads.map((head, i) => Math.max(head.length, 3, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return `### ${title}\n\n${[heads, rule, ...rows].map(line).join('\n')}\n`
}

/** Where and when something was measured. */
export function circumstances(): Readonly<Record<string, string>> {
  const [processor] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
    node: process.version,
  }
}
