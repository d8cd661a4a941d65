import type { Need } from '#infra/routes'
import { loadedWith } from './graph.ts'
import type { Source } from './sources.ts'

/** The file by which a function reaches each need. */
const DOORS: readonly (readonly [string, Need])[] = [
  ['shared/config/load.ts', 'config'],
  ['shared/secrets.ts', 'secrets'],
  ['shared/sessions/table.ts', 'table'],
]

/** What each function needs, by what is loaded with it. */
export function neededBy(files: readonly string[], sources: readonly Source[]): Record<string, readonly Need[]> {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const entries = files.map((file) => {
    const loaded = loadedWith(`functions/${file}.ts`, byPath)
    return [file, DOORS.flatMap(([door, need]) => (loaded.has(door) ? [need] : []))] as const
  })
  return Object.fromEntries(entries)
}
