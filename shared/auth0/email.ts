import * as v from 'valibot'

/** An e-mail address as Auth0 takes it: wider than most patterns, for an address that works must not be refused. */
export const emailAddress = v.pipe(v.string('must be text'), v.check(isEmailAddress, 'must be an e-mail address'))

/** Tells whether a text is an e-mail address to Auth0. */
export function isEmailAddress(value: string): boolean {
  const [, local = '', domain = ''] = /^(.+)@([^@]+)$/s.exec(value) ?? []
  return (
    value.length <= 320 &&
    /^[^\s@"(),:;<>[\\\].\p{Cc}]+(\.[^\s@"(),:;<>[\\\].\p{Cc}]+)*$/u.test(local) &&
    /^([\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u.test(domain)
  )
}
