import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const DEFAULT_FILE = fileURLToPath(new URL('../config.json', import.meta.url))

/**
 * The file that the functions read their configuration from; a configuration given as an object becomes one.
 *
 * @param starting deletes a file made here when it is disposed of
 */
export async function configFile(
  { config, configFile = DEFAULT_FILE }: { readonly config?: object; readonly configFile?: string },
  starting: AsyncDisposableStack,
): Promise<string> {
  if (!config) return resolve(configFile)
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-'))
  starting.defer(() => rm(folder, { recursive: true }))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(config))
  return file
}
