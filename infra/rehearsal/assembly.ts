import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { readTemplate, type Template } from '#infra/template'

const AssetsSchema = v.object({
  files: v.record(v.string(), v.object({ source: v.object({ path: v.string() }) })),
})

/** A stack of a synthesized app. */
export interface SynthesizedStack {
  readonly template: Template
  /** Folder of an asset, by the name of its object in the bucket. */
  assetFolder(objectKey: string): string
}

/**
 * Reads a stack out of a cloud assembly.
 *
 * @param folder the assembly, such as `cdk.out`
 * @throws Error when there is no such stack
 */
export function readStack(folder: string, name: string): SynthesizedStack {
  const template = readTemplate(join(folder, `${name}.template.json`))
  const { files } = v.parse(AssetsSchema, JSON.parse(readFileSync(join(folder, `${name}.assets.json`), 'utf8')))
  return {
    template,
    assetFolder(objectKey) {
      const asset = files[objectKey.replace(/\.zip$/, '')]
      if (!asset) throw new Error(`The assembly holds no asset ${objectKey}`)
      return join(folder, asset.source.path)
    },
  }
}
