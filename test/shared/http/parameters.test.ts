import { parse } from 'node:querystring'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { bodyParameters, parameter, required } from '#shared/http/parameters'
import { httpEvent } from '../support/event.ts'
import { expectRefusal, thrownBy } from '../support/refusal.ts'

const Body = v.object({ code: parameter, state: parameter })
const read = (parsed: unknown) => bodyParameters(httpEvent({ parsed }), Body)

describe('the parameters of a body', () => {
  it.each<[string, unknown, object]>([
    ['are read', { code: 'c', state: 's' }, { code: 'c', state: 's' }],
    ['are read of a form', parse('code=c&state=s'), { code: 'c', state: 's' }],
    ['leave out what we do not know', { code: 'c', x: 1 }, { code: 'c' }],
    ['leave out what is empty', { code: '', state: 's' }, { state: 's' }],
    ['may be none', {}, {}],
    ['may be none without a body', undefined, {}],
    ['never come from a prototype', Object.create({ code: 'ghost' }), {}],
    ['are as long as 8192 characters', { code: 'x'.repeat(8192) }, { code: 'x'.repeat(8192) }],
  ])('%s', (_, body, expected) => {
    expect(read(body)).toEqual(expected)
  })

  it.each<[string, unknown, RegExp]>([
    ['one that stands twice', parse('code=1&code=2'), /^code /],
    ['a number', { code: 1 }, /^code /],
    ['an object', { state: { $ne: null } }, /^state /],
    ['null', { code: null }, /^code /],
    ['one that is too long', { code: 'x'.repeat(8193) }, /^code /],
    ['a list', ['code'], /object/],
    ['a text', 'code=c', /object/],
    ['a number for a body', 5, /object/],
    ['null for a body', null, /object/],
  ])('are refused: %s', async (_, body, named) => {
    const refusal = await thrownBy(() => read(body))
    expect(refusal.code).toBe('invalid_request')
    expect(refusal.message).toMatch(named)
  })

  it('are refused without their value, which may be a password', async () => {
    const refusal = await thrownBy(() => read({ code: ['hunter2'] }))
    expect(refusal.message).not.toContain('hunter2')
  })
})

it('a parameter that is missing is named', async () => {
  expect(required('code', 'c')).toBe('c')
  await expectRefusal(() => required('code', undefined), 'invalid_request')
  expect((await thrownBy(() => required('code', undefined))).message).toContain('code')
})
