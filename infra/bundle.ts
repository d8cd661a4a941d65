import { copyFile, rm } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { needs } from './routes.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Folder of the bundles: one folder for each function, with the code and, where it is needed, the configuration. */
export const BUNDLES = join(ROOT, 'dist')
/** The configuration that travels beside the code. */
export const CONFIG_FILE = join(ROOT, 'infra/config.json')

/** What the bundles were made of, by their paths: esbuild's account of each output. */
export type Bundles = Metafile['outputs']

/** Name of a function's bundle and constructs: `users/import/start` becomes `users-import-start`. */
export function functionName(file: string): string {
  return file.replaceAll('/', '-')
}

/**
 * Built-ins come by `process.getBuiltinModule`: an import of `node:http` in an ES module reads every export of it, one
 * of which loads all of undici, half of a cold start.
 *
 * @see https://github.com/nodejs/node/issues/57649
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    const known = new Set(builtinModules)
    onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '')
      return known.has(name) ? { path: name, namespace: 'builtin' } : undefined
    })
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }))
  },
}

/**
 * Bundles all functions in one run: the deployment, the rehearsal and the tests run these very bytes.
 *
 * @param outdir emptied first
 * @param configFile beside the code of each function that needs it
 * @returns what each bundle was made of; paths are from the root of the project
 * @throws Error when a function cannot be bundled
 */
export async function bundleFunctions(outdir = BUNDLES, configFile = CONFIG_FILE): Promise<Bundles> {
  await rm(outdir, { recursive: true, force: true })
  const files = Object.keys(needs)
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(files.map((file) => [`${functionName(file)}/index`, `functions/${file}.ts`])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    // The Management API's SDK has a class of its own where there is none: this one is undici's.
    define: { 'globalThis.Headers': 'undefined' },
    // No operation of ours streams; that the signer's core might load it would keep esbuild from leaving parts of the core out.
    external: ['@smithy/core/event-streams'],
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    plugins: [builtins],
    logLevel: 'warning',
  })
  await placeConfiguration(outdir, configFile)
  return metafile.outputs
}

/** Puts a configuration beside the code of each function that needs one. */
export async function placeConfiguration(bundles: string, configFile: string): Promise<void> {
  const configured = Object.keys(needs).filter((file) => needs[file]?.includes('config'))
  await Promise.all(configured.map((file) => copyFile(configFile, join(bundles, functionName(file), 'config.json'))))
}
