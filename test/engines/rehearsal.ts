import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundleFunctions } from '#infra/bundle'
import { installRuntimeClient } from '#infra/rehearsal/install'
import startEngine from './dynamodb-local.ts'

/** Bundles the functions and installs their runtime once for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  installRuntimeClient()
  const bundles = await mkdtemp(join(tmpdir(), 'auth0-client-bundles-'))
  await bundleFunctions(bundles)
  project.provide('bundles', bundles)
  const stop = await startEngine(project)
  return async () => {
    await stop()
    await rm(bundles, { recursive: true })
  }
}
