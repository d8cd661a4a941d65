import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Comments, and texts that may look like one, such as `https://` or a glob. */
const TOKEN = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<=^|[\s;{}])\/\/[^\n]*/gm

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** One import of a source file. */
export interface Import {
  /** As it is written: `./x.ts`, `#shared/x`, `jose`. */
  readonly specifier: string
  /** Path of our own file that it names; undefined for packages and built-ins. */
  readonly target: string | undefined
  /** It vanishes when the types are stripped. */
  readonly typeOnly: boolean
}

/** One source file of ours. */
export interface Source {
  /** Path from the root, such as `shared/seal.ts`. */
  readonly path: string
  readonly text: string
  /** The text without comments. */
  readonly code: string
  /** The code without what stands in quotes. */
  readonly bare: string
  readonly imports: readonly Import[]
}

/** Reads the source files that match a glob. */
export function sourcesOf(glob: string): readonly Source[] {
  return globSync(glob, { cwd: ROOT, exclude: ['**/node_modules'] })
    .toSorted()
    .map(readSource)
}

/** Reads a file of JSON by its path from the root. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(ROOT + path, 'utf8'))
}

/** How many lines hold code: neither blank nor a comment. */
export function linesOfCode({ code }: Source): number {
  return code.split('\n').filter((line) => line.trim() !== '').length
}

/** Name of the npm package that an import names; undefined for our own files and built-ins. */
export function packageOf({ specifier }: Import): string | undefined {
  if (/^(\.|#|node:)/.test(specifier)) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function readSource(path: string): Source {
  const text = readFileSync(ROOT + path, 'utf8')
  const code = text.replace(TOKEN, (found) => (found.startsWith('/') ? '' : found))
  return { path, text, code, bare: text.replace(TOKEN, ''), imports: importsOf(path, code) }
}

function importsOf(path: string, code: string): readonly Import[] {
  const statement = /^(?:import|export)\b(\s+type\b)?[^'"`;=]*?\bfrom\s*'([^']+)'|(?:^import\s*|\bimport\()'([^']+)'/gm
  return [...code.matchAll(statement)].map(([, type, from, bare]) => {
    const specifier = from ?? bare ?? ''
    return { specifier, target: targetOf(path, specifier), typeOnly: type !== undefined }
  })
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return `${specifier.slice(1)}.ts`
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
}
