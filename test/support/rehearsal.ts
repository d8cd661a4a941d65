import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import type { Stage, StageOptions } from '#infra/local/stage'
import { openRehearsal } from '#infra/rehearsal/open'
import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import { stages } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { placeholderName } from '#shared/config/placeholders'
import type { TestClock } from './clock.ts'

const MOVED_DATE = new URL('moved-date.ts', import.meta.url).href

/** Runs a test's stage as its synthesized stacks say, instead of as the local stage does. */
export async function rehearseStage(
  { config, set = {}, variables = {}, onLog = () => undefined, ...options }: StageOptions,
  clock: TestClock,
): Promise<Stage & Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-test-'))
  const configFile = join(folder, 'config.json')
  const { json, secrets } = withoutLiterals(config ?? readJson(options.configFile ?? CONFIG_FILE))
  await writeFile(configFile, JSON.stringify(json))
  const rehearsal = await openRehearsal({
    ...options,
    row: { ...stages.dev, allowedOrigins: originsOf(json) },
    configFile,
    bundles: inject('bundles'),
    example: inject('example'),
    set: { ...secrets, ...set },
    variables: { ...variables, TEST_CLOCK: clock.file },
    preload: [MOVED_DATE],
    onLog,
  })
  return {
    ...rehearsal,
    instances: [],
    async close() {
      await rehearsal.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** What a stack refuses and the local stage takes: the tests' literal secrets become parameters. */
function withoutLiterals(config: unknown) {
  const secrets: Record<string, string> = {}
  const json: unknown = JSON.parse(JSON.stringify(config), (key, value) => {
    if (key !== 'clientSecret' || placeholderName(value) !== undefined) return value
    const name = `SECRET_${value.replaceAll(/\W/g, '_')}`
    secrets[name] = value
    return `{{${name}}}`
  })
  return { json, secrets }
}

/** The origins of all clients, which a stage must allow. */
function originsOf(json: unknown): readonly string[] {
  const origins: string[] = []
  JSON.stringify(json, (key, value) => {
    if (key === 'allowedOrigins') origins.push(...value)
    return value
  })
  return [...new Set(origins)]
}
