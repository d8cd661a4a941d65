/** States anew what the packages in the bundles weigh: `npm run weigh`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleFunctions } from '#infra/bundle'
import { restate } from './page.ts'
import { bundled, weigh } from './weights.ts'

const PAGE = fileURLToPath(new URL('../../docs/dependencies.md', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'auth0-client-weights-'))
try {
  const bundles = await bundleFunctions(folder)
  writeFileSync(PAGE, restate(readFileSync(PAGE, 'utf8'), weigh(bundles), bundled(bundles)))
} finally {
  rmSync(folder, { recursive: true })
}
