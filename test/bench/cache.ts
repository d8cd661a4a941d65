import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the bench keeps what it installs: outside the repository. */
export const CACHE = join(homedir(), '.cache', 'auth0-client-bench')

/** A package whose locked dependencies are installed apart. */
export interface Installation {
  /** Folder that holds `package.json` and `package-lock.json`. */
  readonly source: string
  /** Arguments of `npm ci`. */
  readonly options: readonly string[]
  /** A file that is there after a whole installation, below the folder. */
  readonly proof: string
}

/**
 * Installs a lock file's packages into the cache, once for each lock file.
 *
 * @returns the folder
 * @throws Error when npm can't
 */
export function installApart(name: string, { source, options, proof }: Installation): string {
  const lock = readFileSync(join(source, 'package-lock.json'))
  const folder = join(CACHE, `${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`)
  if (existsSync(join(folder, proof))) return folder
  process.stderr.write(`Installing ${name} into ${folder} …\n`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    if (existsSync(join(source, file))) cpSync(join(source, file), join(folder, file))
  }
  const { status } = spawnSync('npm', ['ci', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
  if (status !== 0 || !existsSync(join(folder, proof))) throw new Error(`npm could not install ${name}`)
  return folder
}
