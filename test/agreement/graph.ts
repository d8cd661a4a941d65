import type { Source } from './sources.ts'

/** Who imports whom. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Name of the room that a file of `shared/` stands in. */
export function roomOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
}

/**
 * Draws the imports of files.
 *
 * @param name what a file is called in the graph; imports within one name are left out
 */
export function draw(sources: readonly Source[], name: (path: string) => string = (path) => path): Graph {
  const graph = new Map<string, Set<string>>()
  for (const { path, imports } of sources) {
    const targets = imports.flatMap(({ target }) => (target === undefined ? [] : [name(target)]))
    const known = graph.get(name(path)) ?? new Set()
    graph.set(name(path), new Set([...known, ...targets.filter((target) => target !== name(path))]))
  }
  return graph
}

/** One way round each cycle, such as `a > b > a`. */
export function cyclesOf(graph: Graph): readonly string[] {
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (node: string, path: readonly string[]): void => {
    const start = path.indexOf(node)
    if (start >= 0) cycles.push([...path.slice(start), node].join(' > '))
    if (start >= 0 || done.has(node)) return
    for (const next of graph.get(node) ?? []) walk(next, [...path, node])
    done.add(node)
  }
  for (const node of graph.keys()) walk(node, [])
  return cycles
}

/** Every file that is loaded with a file, itself included; imports of types load nothing. */
export function loadedWith(path: string, sources: ReadonlyMap<string, Source>): ReadonlySet<string> {
  const loaded = new Set<string>()
  const load = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    for (const { target, typeOnly } of sources.get(file)?.imports ?? []) if (target && !typeOnly) load(target)
  }
  load(path)
  return loaded
}
