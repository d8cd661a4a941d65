import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readJson } from './sources.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILT = ['**/node_modules', 'dist', 'cdk.out', 'reports', '.stryker-tmp']

/** The folders that npm installs into, from the root: '' or such as `infra/x/`. */
export const installed: readonly string[] = globSync('**/package.json', { cwd: ROOT, exclude: BUILT })
  .map((path) => path.slice(0, -'package.json'.length))
  .toSorted()

/** One package of a lock. */
interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  /** It comes within the package of another, under that one's hash. */
  readonly inBundle?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}

/** Packages of a folder's lock that are not held to npm's registry, an exact version and the hash of their content. */
export function notHeld(folder: string): readonly string[] {
  return packagesOf(folder)
    .filter(([, { version = '', resolved, integrity, inBundle, link }]) => {
      const elsewhere = resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')
      const hashed = inBundle || integrity?.startsWith('sha512-')
      return elsewhere || link || !hashed || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)
    })
    .map(([path]) => path)
}

/** Names of the packages of a folder's lock that want to run a script when they are installed. */
export function withInstallScript(folder: string): readonly string[] {
  const names = packagesOf(folder).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [nameOf(path)] : []))
  return [...new Set(names)].toSorted()
}

/** Names of the packages whose install scripts a folder's `package.json` approves (true) or denies (false). */
export function judgedScripts(folder: string): Readonly<Record<string, boolean>> {
  return (readJson(`${folder}package.json`) as { allowScripts?: Record<string, boolean> }).allowScripts ?? {}
}

/** Packages that a folder's `package.json` asks for, with their versions. */
export function asked(folder: string): ReadonlyMap<string, string> {
  const { dependencies, devDependencies } = readJson(`${folder}package.json`) as Record<string, Record<string, string>>
  return new Map(Object.entries({ ...dependencies, ...devDependencies }))
}

/** Development dependencies that `docs/dependencies.md` explains. */
export function explainedTools(): readonly string[] {
  const [, tools = ''] = readFileSync(`${ROOT}docs/dependencies.md`, 'utf8').split('## For development')
  return [...tools.matchAll(/^\| `([^`]+)` \| \S.* \|$/gm)].map(([, name = '']) => name).toSorted()
}

/** Names of the packages that npm takes for production. */
export function productionPackages(): ReadonlySet<string> {
  return new Set(packagesOf('').flatMap(([path, { dev }]) => (dev ? [] : [nameOf(path)])))
}

/** Settings of a folder's `.npmrc`. */
export function settings(folder: string): Readonly<Record<string, string>> {
  const lines = readFileSync(`${ROOT}${folder}.npmrc`, 'utf8').matchAll(/^([\w-]+)=(.*)$/gm)
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]))
}

function packagesOf(folder: string): readonly (readonly [string, Locked])[] {
  const { packages } = readJson(`${folder}package-lock.json`) as { packages: Record<string, Locked> }
  return Object.entries(packages).filter(([path]) => path !== '')
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
