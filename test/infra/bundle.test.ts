import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bundles, bundleFunctions, CONFIG_FILE, functionName } from '#infra/bundle'
import { needs } from '#infra/routes'
import { measured, rowsOf } from '#infra/supply/page'
import { bundled, weigh } from '#infra/supply/weights'
import { productionPackages } from '../agreement/locks.ts'
import { newFolder } from './support/synth.ts'

const [folder, again] = [newFolder('bundles'), newFolder('bundles')]
const files = Object.keys(needs)
let bundles: Bundles

beforeAll(async () => {
  bundles = await bundleFunctions(folder)
  await bundleFunctions(again)
})

function bundleOf(file: string, of = folder): string {
  return join(of, functionName(file), 'index.mjs')
}

describe.each(files)('the bundle of %s', (file) => {
  it('is the same each time', () => {
    expect(readFileSync(bundleOf(file)).equals(readFileSync(bundleOf(file, again)))).toBe(true)
  })

  it('has the configuration beside it only where it is needed', () => {
    const config = join(folder, functionName(file), 'config.json')
    expect(existsSync(config)).toBe(needs[file]?.includes('config'))
    if (existsSync(config)) expect(readFileSync(config)).toEqual(readFileSync(CONFIG_FILE))
  })
})

describe('a package in a bundle', () => {
  const page = readFileSync('docs/dependencies.md', 'utf8')
  const stated = () => measured(weigh(bundles), bundled(bundles))

  it('is listed with its reason and its place, and no other is: npm run weigh', () => {
    const rows = rowsOf(page)
    expect(rows.map(({ name, where }) => `${name} in ${where}`)).toEqual(
      stated().map(({ name, where }) => `${name} in ${where}`),
    )
    expect(rows.filter(({ why }) => why.trim() === '')).toEqual([])
  })

  it('weighs what is said, give or take a tenth or a kilobyte: npm run weigh', () => {
    const weights = new Map(stated().map(({ name, weight }) => [name, weight]))
    const wrong = rowsOf(page).filter(({ name, weight }) => {
      const real = weights.get(name) ?? 0
      return Math.abs(weight - real) > Math.max(1, real / 10)
    })
    expect(wrong).toEqual([])
  })

  it('is one that the audit and the SBOM see', () => {
    const seen = productionPackages()
    expect(stated().filter(({ name }) => !seen.has(name))).toEqual([])
  })
})
