import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installRuntimeClient } from '#infra/rehearsal/install'
import { CACHE, installApart } from '../cache.ts'

/** AWS's runtime client, ready to be started. */
export interface RuntimeClient {
  /** Its main module. */
  readonly path: string
  /** It asks the Runtime API by its own native part, as on Lambda. */
  readonly native: boolean
}

const REHEARSAL = fileURLToPath(new URL('../../../infra/rehearsal', import.meta.url))
const PACKAGE = 'node_modules/aws-lambda-ric'
const NATIVE = 'rapid-client.node'

/**
 * The runtime client with its native part, built into the cache once: a client in JavaScript would load `node:http` for
 * the empty handler too, and make everything else look cheaper. Where it can't be built that client serves, and says so.
 */
export function prepareRuntimeClient(): RuntimeClient {
  const source = join(REHEARSAL, 'runtime-client')
  const built = installApart('runtime', { source, options: ['--ignore-scripts'], proof: join(PACKAGE, 'index.mjs') })
  const folder = join(built, PACKAGE)
  if (existsSync(join(folder, NATIVE)) || buildNativePart(folder))
    return { path: join(folder, 'index.mjs'), native: true }
  return { path: withoutNativePart(), native: false }
}

/** Runs the two scripts by which AWS builds it: with cmake, make and a C++ compiler. @returns whether it is there now */
function buildNativePart(folder: string): boolean {
  process.stderr.write('Building the runtime client’s native part …\n')
  // Headers of Node.js where a Linux distribution has them; node-gyp downloads others.
  const headers = existsSync('/usr/include/node') ? { npm_config_nodedir: '/usr' } : {}
  const options = { cwd: folder, env: { ...process.env, ...headers }, stdio: 'ignore' } as const
  const done = ['scripts/preinstall.sh', 'scripts/postinstall.sh'].every(
    (s) => spawnSync('sh', [s], options).status === 0,
  )
  return done && existsSync(join(folder, NATIVE))
}

/** A copy that needs no hook: loading one in TypeScript would be half of an empty handler's start. */
function withoutNativePart(): string {
  const folder = join(CACHE, 'runtime-js')
  cpSync(dirname(installRuntimeClient()), folder, { recursive: true })
  cpSync(join(REHEARSAL, 'rapid-client.cjs'), join(folder, 'rapid-client.cjs'))
  const main = join(folder, 'index.mjs')
  writeFileSync(main, readFileSync(main, 'utf8').replace('./rapid-client.node', './rapid-client.cjs'))
  return main
}
