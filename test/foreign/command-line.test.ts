import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { send } from '../support/http.ts'
import { bearer, loggedInBrowser, passwordLogin, tokensOf } from '../support/login.ts'
import { asApp, configAt, person, profile, registerApplications } from './stage.ts'
import { startForeignTenant } from './tenant.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

describe('npm start -- --config', () => {
  test('serves logins of another tenant until it is told to stop', async () => {
    const tenant = await startForeignTenant()
    onTestFinished(() => tenant.close())
    const npm = startNpm(['--port', '0', '--config', await writeConfig(tenant.url)])
    const { url, lines } = await untilItListens(npm)
    registerApplications(tenant, url)

    expect(lines.join('\n')).toContain(tenant.url)
    expect(lines.join('\n')).not.toMatch(/demo user|password/i)
    expect(await send(`${url}/-/check-up`)).toMatchObject({ status: 200, body: { status: 'OK' } })
    const { accessToken } = tokensOf(await passwordLogin(url, asApp, person))
    expect(await send(`${url}/userinfo`, { headers: bearer(accessToken) })).toMatchObject({ body: profile })
    const browser = await loggedInBrowser(url, {}, person)
    expect(await browser.send(`${url}/userinfo`)).toMatchObject({ body: profile })
    expect(tenant.takeRefusals()).toEqual([])

    npm.kill('SIGTERM')
    expect(await once(npm, 'exit')).toEqual([0, null])
    await expect(send(url)).rejects.toThrow('ECONNREFUSED')
  })
})

/** Runs `npm start` in a process group of its own, of which nothing outlives the test. */
function startNpm(options: readonly string[]): ChildProcess {
  const npm = spawn('npm', ['start', '--', ...options], { cwd: PROJECT, detached: true })
  onTestFinished(() => endGroup(npm))
  return npm
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left, as it should be.
  }
}

async function writeConfig(tenantUrl: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(configAt(tenantUrl)))
  return file
}

/** Reads what the stage prints until it says that it is ready. */
async function untilItListens({ stdout }: ChildProcess): Promise<{ url: string; lines: readonly string[] }> {
  const lines: string[] = []
  if (!stdout) throw new Error('The stage has no standard output')
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line)
    const [, url] = /^listening on (http:.+)$/.exec(line) ?? []
    if (url !== undefined) return { url, lines }
  }
  throw new Error(`The stage ended before it was ready: ${lines.join('\n')}`)
}
