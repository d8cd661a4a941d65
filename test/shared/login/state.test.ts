import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeCallerState, newState, newWebLoginState, readWebLoginState } from '#shared/login/state'
import { expectRefusal, thrownBy } from '../support/refusal.ts'

const SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'

describe('a state that the caller makes', () => {
  it('is any 22 to 512 URL-safe characters', () => {
    const state = fc.string({ unit: fc.constantFrom(...SAFE), minLength: 22, maxLength: 512 })
    fc.assert(
      fc.property(state, (value) => {
        expect(judgeCallerState(value)).toBe(value)
      }),
    )
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a short one', 'x'.repeat(21)],
    ['a long one', 'x'.repeat(513)],
    ['with a space', `${'x'.repeat(30)} y`],
    ['with a line break at its end', `${'x'.repeat(30)}\n`],
    ['with a slash', `${'x'.repeat(30)}/`],
    ['with a plus', `${'x'.repeat(30)}+`],
    ['with markup', `<script>${'x'.repeat(30)}`],
    ['with letters beyond ASCII', 'é'.repeat(30)],
  ])('is refused: %s', async (_, state) => {
    await expectRefusal(() => judgeCallerState(state), 'invalid_request')
  })

  it('is told apart: missing, or not as it must be', async () => {
    expect((await thrownBy(() => judgeCallerState(undefined))).message).toContain('required')
    expect((await thrownBy(() => judgeCallerState('short'))).message).toContain('22 to 512')
  })
})

describe('a state of our own', () => {
  it('is 256 random bits', () => {
    const states = new Set(Array.from({ length: 1000 }, newState))
    expect(states.size).toBe(1000)
    for (const state of states) expect(state).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('tells what a web login was about', () => {
    const login = fc.record({ attempt: fc.nat(9), clientType: fc.string(), redirect: fc.webPath() })
    fc.assert(
      fc.property(login, (memory) => {
        const state = newWebLoginState(memory)
        expect(readWebLoginState(state)).toEqual(memory)
        expect(state).toMatch(/^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]+$/)
      }),
    )
  })

  it('of a web login never comes twice', () => {
    const memory = { attempt: 1, clientType: 'site', redirect: '/' }
    expect(newWebLoginState(memory)).not.toBe(newWebLoginState(memory))
  })

  it('that anybody wrote is read or is undefined, and nothing breaks', () => {
    const encoded = fc.json().map((text) => `x.${Buffer.from(text).toString('base64url')}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), encoded), (state) => {
        const read = readWebLoginState(state)
        expect(['undefined', 'number']).toContain(typeof read?.attempt)
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['no memory', newState()],
    ['no JSON', 'x.abc'],
    ['too little', `x.${Buffer.from('[1,"a"]').toString('base64url')}`],
    ['too much', `x.${Buffer.from('[1,"a","/","x"]').toString('base64url')}`],
    ['of other kinds', `x.${Buffer.from('["1","a","/"]').toString('base64url')}`],
  ])('that holds %s tells nothing', (_, state) => {
    expect(readWebLoginState(state)).toBeUndefined()
  })
})
