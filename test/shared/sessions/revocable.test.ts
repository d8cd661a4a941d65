import { describe, expect, it } from 'vitest'
import { type Carrier, changeRevocable, openRevocable, revocable } from '#shared/sessions/revocable'

const SECRET = 'the-client-secret'
const carrier: Carrier = { stage: 'dev', client: 'site', pk: 'session#x' }
const sealed = () => revocable(SECRET, carrier, 'rt').revocable ?? new Uint8Array()

describe('a refresh token that an item carries', () => {
  it('opens under the client’s secret', () => {
    expect(openRevocable(SECRET, carrier, sealed())).toBe('rt')
  })

  it.each<[string, string, Partial<Carrier>]>([
    ['under another secret', 'another', {}],
    ['in another item', SECRET, { pk: 'session#y' }],
    ['for another client', SECRET, { client: 'app' }],
    ['on another stage', SECRET, { stage: 'prod' }],
  ])('does not open %s', (_, secret, change) => {
    expect(openRevocable(secret, { ...carrier, ...change }, sealed())).toBeUndefined()
  })

  it.each([
    ['there is none', SECRET, undefined],
    ['there is no secret', undefined, 'rt'],
  ])('is left out when %s, and what was there before goes', (_, secret, token) => {
    expect(revocable(secret, carrier, token)).toEqual({})
    expect(changeRevocable(secret, carrier, token)).toEqual({ set: '', remove: ', revocable', values: {} })
  })

  it('takes the place of the one before', () => {
    const { set, remove, values } = changeRevocable(SECRET, carrier, 'next')
    expect({ set, remove }).toEqual({ set: ', revocable = :revocable', remove: '' })
    expect(openRevocable(SECRET, carrier, Uint8Array.from(Object(values[':revocable'])))).toBe('next')
  })
})
