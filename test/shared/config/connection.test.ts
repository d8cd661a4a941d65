import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseConnection } from '#shared/config/connection'
import { makeClient } from '../support/config.ts'
import { expectRefusal } from '../support/refusal.ts'

const none = makeClient()
const one = makeClient({ supportedConnections: ['a'] })
const several = makeClient({ supportedConnections: ['a', 'b'] })
const preferring = makeClient({ supportedConnections: ['a', 'b'], defaultConnection: 'b' })

describe('the connection of a login', () => {
  it.each([
    ['the request’s, when supported', several, 'b', 'b'],
    ['the request’s before the default', preferring, 'a', 'a'],
    ['the default', preferring, undefined, 'b'],
    ['the only one', one, undefined, 'a'],
    ['none, when none is supported by name', none, undefined, undefined],
    ['whatever was asked, when none is supported by name', none, 'x', 'x'],
  ])('is %s', (_, client, asked, chosen) => {
    expect(chooseConnection(client, asked)).toBe(chosen)
  })

  it.each([
    ['an unsupported one', several, 'c'],
    ['an unsupported one beside a default', preferring, 'c'],
    ['an unsupported one beside the only one', one, 'b'],
    ['another spelling', one, 'A'],
    ['an empty name', one, ''],
    ['none of several', several, undefined],
  ])('is refused: %s', async (_, client, asked) => {
    await expectRefusal(() => chooseConnection(client, asked), 'invalid_request')
  })

  it('is never one that the client does not support', () => {
    const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'length')
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.option(name, { nil: undefined }), (supported, asked) => {
        const chosen = attempt(() => chooseConnection(makeClient({ supportedConnections: supported }), asked))
        if (chosen !== undefined) expect(supported).toContain(chosen)
        if (asked !== undefined) expect(chosen).toBe(supported.includes(asked) ? asked : undefined)
      }),
    )
  })
})

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
