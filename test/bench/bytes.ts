import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '#infra/markdown'
import type { Deployed } from '#infra/rehearsal/environment'
import { verdict } from './report.ts'

const [LOGIN_KB, HEALTHZ_KB] = [220, 15]

/** Size of a function's code, in bytes: its bundle and what is split off it. */
function codeBytes({ folder }: Deployed): number {
  const sizes = globSync('**/*.{mjs,cjs,js}', { cwd: folder }).map((file) => statSync(join(folder, file)).size)
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Sizes of all bundles, with the goals of the login functions and of `/-/healthz`. */
export function bytesTable(functions: ReadonlyMap<string, Deployed>): Table {
  const rows = [...functions].map(([file, fn]) => {
    const kilobytes = codeBytes(fn) / 1024
    const goal = goalOf(file)
    return [file, kilobytes.toFixed(1), goal === undefined ? '' : String(goal), verdict(kilobytes, goal)]
  })
  return { title: 'Bundles, minified', heads: ['function', 'KB', 'goal', 'verdict'], rows }
}

function goalOf(file: string): number | undefined {
  if (file === 'status/healthz') return HEALTHZ_KB
  return /^(users|sessions|status)\/|^change-password/.test(file) ? undefined : LOGIN_KB
}
