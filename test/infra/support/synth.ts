import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stack } from 'aws-cdk-lib'
import { functionName } from '#infra/bundle'
import { type AppInput, createApp } from '#infra/create-app'
import { needs } from '#infra/routes'
import type { StageName } from '#infra/stages'
import { parseTemplate, resourcesOf, type Template } from '#infra/template'

/** A synthesized app: its stacks and their templates. */
export interface Synthesized {
  stack(stage: StageName, part: 'Data' | 'Api'): Stack
  template(stage: StageName, part: 'Data' | 'Api'): Template
}

/** Synthesizes the app without its checks, with bundles that hold next to nothing. */
export function synthesize(input: AppInput = {}): Synthesized {
  const app = createApp({ bundles: emptyBundles(), outdir: newFolder('assembly'), checked: false, ...input })
  const assembly = app.synth()
  const nameOf = (stage: StageName, part: string) => `Auth0Client-${stage}-${part}`
  return {
    stack(stage, part) {
      const child = app.node.findChild(nameOf(stage, part))
      if (!isStack(child)) throw new Error(`${child.node.id} is no stack`)
      return child
    },
    template: (stage, part) => parseTemplate(assembly.getStackByName(nameOf(stage, part)).template),
  }
}

/** Properties of the one resource of a type. */
export function only(template: Template, type: string): Readonly<Record<string, unknown>> {
  const [found, ...others] = resourcesOf(template, type)
  if (!found || others.length > 0) throw new Error(`There is not exactly one ${type}`)
  return found.properties
}

/** A configuration as a file. */
export function configFile(config: unknown): string {
  const file = join(newFolder('config'), 'config.json')
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config))
  return file
}

/** A folder that nobody else has. */
export function newFolder(what: string): string {
  return mkdtempSync(join(tmpdir(), `auth0-client-${what}-`))
}

function emptyBundles(): string {
  const folder = newFolder('bundles')
  for (const file of Object.keys(needs)) {
    mkdirSync(join(folder, functionName(file)))
    writeFileSync(join(folder, functionName(file), 'index.mjs'), `// ${file}`)
  }
  return folder
}

function isStack(value: object): value is Stack {
  return 'templateFile' in value
}
