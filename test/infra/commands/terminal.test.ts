import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { KEY, useStore } from './store.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const SECRET = 'Zx9-never-shown_77'
/** `script` of util-linux, which runs a command on a terminal of its own; others have other options. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

const store = useStore()

beforeAll(() => store.deployData())

/** Runs the command on a terminal, types once it asks, and gives all that the terminal showed. */
async function onTerminal(name: string, typed: string): Promise<{ status: unknown; shown: string }> {
  const line = `${process.execPath} infra/commands/params.ts dev set ${name}`
  const env = { ...process.env, ...store.variables() }
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: ROOT, env })
  let shown = ''
  child.stdout.on('data', (chunk) => {
    const asked = shown.includes(`${name}: `)
    shown += chunk
    if (!asked && shown.includes(`${name}: `)) child.stdin.write(typed)
  })
  const [status] = await once(child, 'close')
  return { status, shown }
}

describe.runIf(hasScript)('at a real terminal', () => {
  test('a secret is asked for and not shown', async () => {
    const { status, shown } = await onTerminal('CMS_CLIENT_SECRET', `${SECRET}\r`)
    expect(status).toBe(0)
    expect(shown).toMatch(/^CMS_CLIENT_SECRET: \r\nCMS_CLIENT_SECRET of dev is set/)
    expect(await store.held('CMS_CLIENT_SECRET')).toMatchObject({ Value: SECRET, KeyId: KEY })
  })

  test('a plain value is shown', async () => {
    const { status, shown } = await onTerminal('CMS_CLIENT_ID', 'the-client-id\r')
    expect(status).toBe(0)
    expect(shown).toContain('the-client-id')
    expect(await store.held('CMS_CLIENT_ID')).toMatchObject({ Value: 'the-client-id' })
  })

  test('Ctrl-C leaves all as it was', async () => {
    const { status, shown } = await onTerminal('FRONTEND_CLIENT_SECRET', `${SECRET}\u0003`)
    expect(status).toBe(2)
    expect(shown).toContain('FRONTEND_CLIENT_SECRET was not set')
    expect(shown).not.toContain(SECRET)
    expect(await store.held('FRONTEND_CLIENT_SECRET')).toBeUndefined()
  })
})
