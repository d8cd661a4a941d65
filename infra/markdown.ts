/** A table of a report: its title, the heads of its columns, and its rows. */
export interface Table {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table as Markdown under its title, with its columns in line. */
export function toMarkdown({ title, heads, rows }: Table): string {
  const widths = heads.map((head, i) => Math.max(head.length, 3, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return `### ${title}\n\n${[heads, rule, ...rows].map(line).join('\n')}\n`
}
