import { describe, expect, it } from 'vitest'
import type { Bundles } from '#infra/bundle'
import { restate, rowsOf } from '#infra/supply/page'
import { bundled, type Weight, weigh } from '#infra/supply/weights'

/** What esbuild says of a bundle, as far as it matters. */
const bundle = (file: string, inputs: Record<string, number>): Bundles => ({
  [`dist/${file}/index.mjs`]: {
    bytes: 0,
    exports: [],
    imports: [],
    entryPoint: `functions/${file}.ts`,
    inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
  },
  [`dist/${file}/index.mjs.map`]: { bytes: 9, exports: [], imports: [], inputs: {} },
})
const bundles = {
  ...bundle('logout', { 'shared/seal.ts': 9000, 'node_modules/jose/a.js': 1000, 'node_modules/jose/b.js': 500 }),
  ...bundle('oauth/token', {
    'node_modules/jose/a.js': 1250,
    'node_modules/@aws/core/a.js': 100,
    'node_modules/@aws/core/node_modules/tslib/a.js': 200,
    'node_modules/jose/shaken-off/node_modules/gone/a.js': 0,
  }),
  ...bundle('userinfo', { 'node_modules/@aws/core/a.js': 160 }),
  ...bundle('status/healthz', {}),
}

describe('a package in the bundles', () => {
  it('weighs what it adds to the bundle where it weighs most', () => {
    expect(Object.fromEntries(weigh(bundles))).toEqual({
      '@aws/core': { bytes: 160, functions: ['oauth/token', 'userinfo'] },
      jose: { bytes: 1500, functions: ['logout', 'oauth/token'] },
      tslib: { bytes: 200, functions: ['oauth/token'] },
    })
  })
})

describe('the page of dependencies', () => {
  const head = '# Dependencies\n\n| package | why | kB | in |\n| --- | --- | ---: | --- |\n'
  const restated = (rows: string) => restate(`${head}${rows}\nMore.\n`, weigh(bundles), bundled(bundles))

  it('is stated anew: reasons stay, the new waits for its own, the gone is gone', () => {
    expect(restated('| `gone` | was needed | 1.0 | all |\n| `jose` | tokens, $& all | 9.9 | all |\n')).toBe(
      `${head}${[
        '| `@aws/core` |  | 0.2 | `oauth/token`, `userinfo` |',
        '| `jose` | tokens, $& all | 1.5 | `logout`, `oauth/token` |',
        '| `tslib` |  | 0.2 | `oauth/token` |',
      ].join('\n')}\n\nMore.\n`,
    )
  })

  it('names where a package is not, if that is shorter', () => {
    const everywhere = new Map([['middy', { bytes: 1, functions: bundled(bundles) }]])
    const nearly = new Map([['middy', { bytes: 1, functions: ['logout', 'oauth/token', 'userinfo'] }]])
    const where = (weights: ReadonlyMap<string, Weight>) => rowsOf(restate(head, weights, bundled(bundles)))[0]?.where
    expect([where(everywhere), where(nearly)]).toEqual(['all', 'all but `status/healthz`'])
  })
})
