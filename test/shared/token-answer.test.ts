import { describe, expect, it } from 'vitest'
import { toAnswer, toRfc3339 } from '#shared/token-answer'

const tokens = { accessToken: 'at', refreshToken: 'rt', idToken: 'it', accessExpiresAt: 1_795_341_600 }

describe('an app gets', () => {
  it('exactly four fields', () => {
    expect(toAnswer({ ...tokens })).toEqual({
      accessToken: 'at',
      refreshToken: 'rt',
      idToken: 'it',
      expireAt: '2026-11-22T10:00:00.000Z',
    })
  })

  it('no refresh token where the tenant gave none', () => {
    const { refreshToken: _, ...rest } = tokens
    expect(toAnswer(rest)).not.toHaveProperty('refreshToken')
  })
})

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [4_102_444_799, '2099-12-31T23:59:59.000Z'],
])('%i is %s in UTC', (seconds, text) => {
  expect(toRfc3339(seconds)).toBe(text)
})
