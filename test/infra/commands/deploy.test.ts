import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openParameterStore } from '#infra/commands/parameter-store'
import { deploymentPlan } from '#infra/commands/plan'
import { takeSteps } from '#infra/commands/steps'
import { type StageRow, stages } from '#infra/stages'
import { npmRunToEnd } from '../local/command.ts'
import { newFolder } from '../support/synth.ts'
import { useStore } from './store.ts'

const account = '123456789012'
const row: StageRow = { ...stages.dev, account, alarms: { email: 'us@ours.example' } }
const store = useStore(account)

const DATA = 'cdk deploy Auth0Client-dev-Data --exclusively --strict --no-lookups'
const API = 'cdk deploy Auth0Client-dev-Api --exclusively --strict --no-lookups'

/** Programs of the outside, which write down how they are called; one of the calls may fail. */
function fakePrograms(failing = 'nothing'): () => readonly string[] {
  const folder = newFolder('programs')
  const log = join(folder, 'calls')
  for (const name of ['node', 'cdk']) {
    const script = `#!/bin/sh\necho "${name} $*" >> '${log}'\ncase "${name} $*" in *${failing}*) exit 3;; esac\n`
    writeFileSync(join(folder, name), script)
    chmodSync(join(folder, name), 0o755)
  }
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  return () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
}

async function deploy(yes = false): Promise<number> {
  for (const [name, value] of Object.entries(store.variables())) vi.stubEnv(name, value)
  const opened = openParameterStore(row.region)
  try {
    return await takeSteps(deploymentPlan(row, yes), row, opened)
  } finally {
    opened.close()
  }
}

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(printed.push(String(text))))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('npm run deploy -- dev', () => {
  test('builds, deploys the data stack and stops at what is missing, with the way to set it', async () => {
    const calls = fakePrograms()
    expect(await deploy()).toBe(1)
    expect(calls()).toEqual(['node infra/build.ts', DATA])
    expect(printed.join('')).toContain('npm run params -- dev set CMS_CLIENT_SECRET')
    expect(printed.join('')).toContain('Then deploy again: npm run deploy -- dev')
  })

  test('goes on to the API when nothing is missing', async () => {
    await store.putAll()
    const calls = fakePrograms()
    expect(await deploy()).toBe(0)
    expect(calls()).toEqual(['node infra/build.ts', DATA, API])
  })

  test('asks nothing with --yes', async () => {
    const calls = fakePrograms()
    await deploy(true)
    expect(calls().slice(1)).toEqual([DATA, API].map((call) => `${call} --require-approval never`))
  })

  test.each([
    ['the build', 'build.ts', 1],
    ['the data stack', 'dev-Data', 2],
    ['the API', 'dev-Api', 3],
  ])('stops where %s fails, with its status', async (_, failing, count) => {
    const calls = fakePrograms(failing)
    expect(await deploy()).toBe(3)
    expect(calls()).toHaveLength(count)
  })

  test('is refused while nobody would hear of the alarms', async () => {
    const calls = fakePrograms()
    const example = { ...row, alarms: stages.dev.alarms }
    const opened = openParameterStore(row.region)
    await expect(takeSteps(deploymentPlan(example, true), example, opened)).rejects.toThrow(
      'The address for alarms of dev',
    )
    opened.close()
    expect(calls()).toEqual([])
  })

  test('is refused while the row is still the example’s', async () => {
    const { status, stderr } = await npmRunToEnd('deploy', ['dev'])
    expect(status).toBe(2)
    expect(stderr).toContain('The account of dev is still the example')
  })
})
