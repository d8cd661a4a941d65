import type { Need } from '#infra/routes'
import { loadedWith } from './graph.ts'
import type { Source } from './sources.ts'

/** What a need says of the files that are loaded; the table's single actions are proved by the rehearsal. */
export type Reach = 'config' | 'table' | 'scan' | 'clientSecrets' | 'managementSecret'

/** The file by which a function reaches each thing. */
const DOORS: readonly (readonly [string, Reach])[] = [
  ['shared/tenant.ts', 'clientSecrets'],
  ['shared/config/load.ts', 'config'],
  ['shared/management/calls.ts', 'managementSecret'],
  ['shared/sessions/active.ts', 'scan'],
  ['shared/sessions/table.ts', 'table'],
]

/** What each function reaches, by what is loaded with it. */
export function reachedBy(files: readonly string[], sources: readonly Source[]): Record<string, readonly Reach[]> {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const entries = files.map((file) => {
    const loaded = loadedWith(`functions/${file}.ts`, byPath)
    return [file, DOORS.flatMap(([door, reach]) => (loaded.has(door) ? [reach] : []))] as const
  })
  return Object.fromEntries(entries)
}

/** What a function's needs let it reach. */
export function reachOf(needs: readonly Need[]): readonly Reach[] {
  const reaches = needs.map((need): Reach => {
    if (need === 'ScanByUser') return 'scan'
    return need === 'config' || need === 'clientSecrets' || need === 'managementSecret' ? need : 'table'
  })
  return [...new Set(reaches)].toSorted()
}
