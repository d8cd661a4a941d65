import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundleFunctions } from '#infra/bundle'
import { synthesizeExample } from '#infra/rehearsal/example'
import { installRuntimeClient } from '#infra/rehearsal/install'
import startEngine from './dynamodb-local.ts'

/** Bundles the functions, synthesizes the example and installs the runtime, once for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  installRuntimeClient()
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-rehearsal-'))
  const [bundles, example] = [join(folder, 'bundles'), join(folder, 'example')]
  await bundleFunctions(bundles)
  await synthesizeExample(example, 'dev')
  project.provide('bundles', bundles)
  project.provide('example', example)
  const stop = await startEngine(project)
  return async () => {
    await stop()
    await rm(folder, { recursive: true })
  }
}
