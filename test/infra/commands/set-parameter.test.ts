import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openParameterStore } from '#infra/commands/parameter-store'
import { askFor } from '#infra/commands/prompt'
import { setParameter } from '#infra/commands/set-parameter'
import { stages } from '#infra/stages'
import { useStore } from './store.ts'

const elsewhere = useStore('222222222222')

/** What a person types at a prompt, and what the terminal shows. */
async function typed(text: string, secret: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY: true as const })
  const output = new PassThrough()
  const shown: string[] = []
  output.on('data', (chunk) => shown.push(String(chunk)))
  const answer = askFor('NAME: ', secret, { input, output })
  for (const character of text) input.write(character)
  return { value: await answer, shown: shown.join('') }
}

describe('at a prompt', () => {
  test('a secret is not shown while it is typed', async () => {
    const { value, shown } = await typed('the-secret\r', true)
    expect(value).toBe('the-secret')
    expect(shown).toBe('NAME: \n')
  })

  test('a plain value is', async () => {
    const { value, shown } = await typed('dev-users\r', false)
    expect(value).toBe('dev-users')
    expect(shown).toContain('dev-users')
  })

  test('a mistyped character is taken back', async () => {
    expect((await typed('secrez\u007ft\r', true)).value).toBe('secret')
  })
})

test('nothing is set in another account than the stage’s own', async () => {
  await elsewhere.deployData()
  Object.assign(process.env, elsewhere.variables())
  const store = openParameterStore(stages.dev.region)
  await expect(setParameter(store, stages.dev, { name: 'CMS_CLIENT_SECRET', secret: true }, 'x')).rejects.toThrow(
    'You are signed in to the account 222222222222, but dev lives in 111111111111',
  )
  store.close()
})
