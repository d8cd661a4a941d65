import type { Bundles } from '#infra/bundle'

/** What a package weighs in the bundles. */
export interface Weight {
  /** Minified bytes in the bundle where it weighs most. */
  readonly bytes: number
  /** The functions that carry it, such as `oauth/token`. */
  readonly functions: readonly string[]
}

/** Weighs every package that is in a bundle, whoever brought it. */
export function weigh(bundles: Bundles): ReadonlyMap<string, Weight> {
  const weights = new Map<string, Weight>()
  for (const { entryPoint, inputs } of Object.values(bundles)) {
    if (entryPoint === undefined) continue
    for (const [name, bytes] of packagesOf(inputs)) {
      const { bytes: most, functions } = weights.get(name) ?? { bytes: 0, functions: [] }
      weights.set(name, { bytes: Math.max(most, bytes), functions: [...functions, functionOf(entryPoint)] })
    }
  }
  return weights
}

/** The functions of the bundles, such as `oauth/token`. */
export function bundled(bundles: Bundles): readonly string[] {
  return Object.values(bundles).flatMap(({ entryPoint }) => (entryPoint === undefined ? [] : [functionOf(entryPoint)]))
}

function packagesOf(inputs: Bundles[string]['inputs']): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    // A package within another's node_modules is named by what stands last.
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]
    if (name !== undefined && bytesInOutput > 0) bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
  }
  return bytes
}

function functionOf(entryPoint: string): string {
  return entryPoint.replace(/^functions\//, '').replace(/\.ts$/, '')
}
