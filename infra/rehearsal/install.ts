import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StageError } from '#infra/local/listen'
import { RUNTIME_CLIENT } from './environment.ts'

const FOLDER = fileURLToPath(new URL('runtime-client', import.meta.url))

/**
 * Installs AWS's runtime client into its own ignored folder, once, without its native build.
 *
 * @returns path of its main module
 * @throws StageError when npm can't
 */
export function installRuntimeClient(): string {
  if (existsSync(RUNTIME_CLIENT)) return RUNTIME_CLIENT
  process.stderr.write('Installing AWS’s runtime client for the rehearsal …\n')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new StageError('npm could not install aws-lambda-ric; see above')
  return RUNTIME_CLIENT
}
