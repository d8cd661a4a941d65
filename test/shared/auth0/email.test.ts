import { describe, expect, it } from 'vitest'
import { isEmailAddress } from '#shared/auth0/email'

describe('an e-mail address, as Auth0 takes it', () => {
  it.each(["o'brien@example.com", 'a!b@example.com', 'jörg@example.com', 'a+b@sub.example.co', 'a@bücher.example'])(
    'may be %s',
    (address) => {
      expect(isEmailAddress(address)).toBe(true)
    },
  )

  it.each([
    '',
    'a',
    'a@b',
    'a@@example.com',
    'a b@example.com',
    '@example.com',
    'a@example',
    'a..b@example.com',
    'a\n@example.com',
  ])('may not be %j', (address) => {
    expect(isEmailAddress(address)).toBe(false)
  })
})
