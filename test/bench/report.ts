import { cpus } from 'node:os'
import type { Table } from '#infra/markdown'

/** The verdict on a value that must not be above its goal; empty where there is none. */
export function verdict(value: number, goal: number | undefined): string {
  if (goal === undefined) return ''
  return value <= goal ? 'pass' : 'FAIL'
}

/** Tells whether a table holds a goal that was missed. */
export function hasFailed({ rows }: Table): boolean {
  return rows.some((row) => row.includes('FAIL'))
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
