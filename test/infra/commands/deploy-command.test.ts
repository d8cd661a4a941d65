import { readFile, rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { factPath } from '#infra/parameters'
import { parameterPath } from '#shared/environment'
import { nodeRunToEnd } from '../local/command.ts'
import { copyProject, fakeProgram } from './project.ts'
import { PLAIN, useStore } from './store.ts'

const ACCOUNT = '123456789012'
const URL = 'https://abc.execute-api.eu-west-1.amazonaws.com'
const BUILD = 'node infra/build.ts'
const DATA = 'cdk deploy Auth0Client-dev-Data --exclusively --strict --no-lookups'
const API = 'cdk deploy Auth0Client-dev-Api --exclusively --strict --no-lookups'

const ours = useStore(ACCOUNT)
const theirs = useStore('222222222222')
let project: Awaited<ReturnType<typeof copyProject>>

beforeAll(async () => {
  project = await copyProject(ACCOUNT)
  for (const name of ['node', 'cdk']) await fakeProgram(project.folder, name)
  for (const { deployData, putAll, put } of [ours, theirs]) {
    await deployData()
    await putAll()
    await put(factPath('dev', 'url'), URL)
  }
})
beforeEach(() => rm(`${project.folder}calls`, { force: true }))
afterAll(() => project.remove())

/** Runs a command of somebody's own copy, on whose PATH the programs of the outside come first. */
async function run(command: string, args: readonly string[], store = ours) {
  const { folder } = project
  const variables = { ...store.variables(), PATH: `${folder}:${process.env['PATH']}` }
  const end = await nodeRunToEnd(`${folder}infra/commands/${command}.ts`, args, { folder, variables })
  return { ...end, calls: (await readFile(`${folder}calls`, 'utf8')).trim().split('\n') }
}

describe('npm run deploy', () => {
  test('ends by telling where the stage is, and what comes next', async () => {
    const { status, stdout, stderr, calls } = await run('deploy', ['dev'])
    expect({ status, stderr, calls }).toEqual({ status: 0, stderr: '', calls: [BUILD, DATA, API] })
    expect(stdout).toBe(`dev is deployed: ${URL}\nIs everything right? npm run doctor -- dev\n`)
  })

  test('hands --yes on', async () => {
    const { calls } = await run('deploy', ['--yes', 'dev'])
    expect(calls).toEqual([BUILD, `${DATA} --require-approval never`, `${API} --require-approval never`])
  })

  test('stops before the API when a value would let no function start', async () => {
    await ours.put(parameterPath('dev', 'PROJECT_URL'), 'auth.example.com')
    const { status, stdout, calls } = await run('deploy', ['dev'])
    expect({ status, calls }).toEqual({ status: 1, calls: [BUILD, DATA] })
    expect(stdout).toContain('clients.frontend.redirectUrl is "auth.example.com/web-login/callback"')
    await ours.put(parameterPath('dev', 'PROJECT_URL'), PLAIN.PROJECT_URL)
  })

  test('stops before the API when one is signed in to another account', async () => {
    const { status, stderr, calls } = await run('deploy', ['dev'], theirs)
    expect({ status, calls }).toEqual({ status: 2, calls: [BUILD, DATA] })
    expect(stderr).toBe(`You are signed in to the account 222222222222, but dev lives in ${ACCOUNT}\n`)
  })
})

test('npm run diff compares both stacks with what is deployed', async () => {
  const { status, calls } = await run('diff', ['dev'])
  const diff = 'cdk diff Auth0Client-dev-Data Auth0Client-dev-Api --no-lookups'
  expect({ status, calls }).toEqual({ status: 0, calls: [BUILD, diff] })
})
