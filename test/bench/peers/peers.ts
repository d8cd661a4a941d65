import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as v from 'valibot'
import { installApart } from '../cache.ts'
import type { Subject } from '../subjects.ts'
import { request } from '../world/door.ts'
import { functionIn, type World } from '../world/world.ts'

/** A library with what it runs on. Each is bundled in the format in which it starts sooner. */
interface Peer {
  readonly app: string
  readonly name: string
  readonly format: 'esm' | 'cjs'
}

const PEERS: readonly Peer[] = [
  { app: 'express-openid-connect', name: 'express-openid-connect on serverless-http', format: 'esm' },
  { app: 'openauth', name: 'openauth, DynamoDB store', format: 'cjs' },
  { app: 'auth0-server-js', name: '@auth0/auth0-server-js, no store', format: 'cjs' },
  { app: 'auth0-hono', name: '@auth0/auth0-hono', format: 'cjs' },
  { app: 'better-auth', name: 'better-auth, store in memory', format: 'esm' },
  { app: 'cognito-at-edge', name: 'cognito-at-edge, keys in memory', format: 'esm' },
]

const Fixtures = v.record(
  v.string(),
  v.object({
    cookies: v.optional(v.array(v.string())),
    event: v.optional(v.unknown()),
    variables: v.optional(v.record(v.string(), v.string())),
    items: v.optional(v.array(v.unknown())),
  }),
)

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * Installs and bundles the peers; each does its nearest to "session cookie to user claims".
 *
 * @param ending removes the bundles when it is disposed of
 */
export async function peerSubjects(world: World, ending: AsyncDisposableStack): Promise<readonly Subject[]> {
  const apps = installApps()
  const bundles = await mkdtemp(join(tmpdir(), 'auth0-client-bench-peers-'))
  ending.defer(() => rm(bundles, { recursive: true }))
  const printed = execFileSync(process.execPath, ['fixtures.mjs'], { cwd: apps, encoding: 'utf8' })
  const fixtures = v.parse(Fixtures, JSON.parse(printed))
  return Promise.all(
    PEERS.map(async (peer): Promise<Subject> => {
      const { cookies = [], event, variables = {}, items = [] } = fixtures[peer.app] ?? {}
      for (const item of items) await putItem(world, item)
      const folder = join(bundles, peer.app)
      await bundlePeer(peer, join(apps, `${peer.app}.mjs`), folder)
      const asked = event ?? request({ path: '/userinfo', cookies })
      const fn = functionIn(folder, peer.app, { ...world.surroundings, ...variables })
      return { name: peer.name, fn, arrange: async () => asked, expects: CLAIMS }
    }),
  )
}

/** Claims of the session's user; of cognito-at-edge, the request that it lets through. */
const CLAIMS = /email_verified|emailVerified|"uri":"\/userinfo"/

/** @returns the folder of the apps, beside their packages */
function installApps(): string {
  const proof = 'node_modules/.package-lock.json'
  const installed = installApart('peers', { source: HERE, options: ['--ignore-scripts'], proof })
  const apps = join(installed, 'apps')
  cpSync(join(HERE, 'apps'), apps, { recursive: true })
  return apps
}

/** Bundles that are ES modules bring a `require` for what is CommonJS in them. */
const REQUIRE = `import { createRequire } from 'node:module'; import { fileURLToPath } from 'node:url'
const require = createRequire(import.meta.url), __filename = fileURLToPath(import.meta.url), __dirname = fileURLToPath(new URL('.', import.meta.url))`

async function bundlePeer({ format }: Peer, entry: string, outdir: string): Promise<void> {
  const banner = format === 'esm' ? { js: REQUIRE } : {}
  const outExtension = { '.js': format === 'esm' ? '.mjs' : '.cjs' }
  await build({
    entryPoints: { index: entry },
    outdir,
    outExtension,
    banner,
    format,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  })
}

async function putItem({ dynamodbUrl }: World, item: unknown): Promise<void> {
  const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem' }
  await fetch(dynamodbUrl, { method: 'POST', headers, body: JSON.stringify(item) })
}
