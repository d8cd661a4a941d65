import { packageOf, readJson, type Source } from './sources.ts'

/** Packages of a group of `package.json` with their versions. */
export function listed(key: 'dependencies' | 'devDependencies'): ReadonlyMap<string, string> {
  const group = member(readJson('package.json'), key)
  return new Map(Object.keys(group ?? {}).map((name) => [name, String(member(group, name))]))
}

/** Packages that files load; imports of types load nothing. */
export function loaded(sources: readonly Source[]): readonly string[] {
  const names = sources.flatMap(({ imports }) =>
    imports.flatMap((entry) => (entry.typeOnly ? [] : (packageOf(entry) ?? []))),
  )
  return [...new Set(names)].toSorted()
}

function member(value: unknown, key: string): unknown {
  return Object.entries(value ?? {}).find(([name]) => name === key)?.[1]
}
