import { describe, expect, it } from 'vitest'
import { parseFilter } from '#shared/search/filter'
import { toLucene } from '#shared/search/lucene'
import { thrownBy } from '../support/refusal.ts'

const queryOf = (filter: unknown) => toLucene(parseFilter(filter))
const DAY = '2026-11-22'
const LARGEST = Number.MAX_SAFE_INTEGER

describe('users are searched by', () => {
  it.each([
    ...['user_id', 'username', 'email', 'email.domain', 'phone_number', 'name', 'given_name', 'family_name'],
    ...['nickname', 'last_ip', 'identities.connection', 'identities.provider', 'identities.user_id'],
  ])('the text %s', async (name) => {
    expect(queryOf({ [name]: 'a' })).toBe(`${name}:"a"`)
    expect((await thrownBy(() => queryOf({ [name]: 1 }))).message).toBe(`"${name}" must be compared with a text`)
  })

  it.each(['email_verified', 'phone_verified', 'blocked', 'identities.isSocial'])('the yes or no %s', async (name) => {
    expect(queryOf({ [name]: false })).toBe(`${name}:false`)
    expect((await thrownBy(() => queryOf({ [name]: 'a' }))).message).toContain('with true or false')
  })

  it.each(['created_at', 'updated_at', 'last_login'])('the date %s', async (name) => {
    expect(queryOf({ [name]: DAY })).toBe(`${name}:"${DAY}T00:00:00.000Z"`)
    expect((await thrownBy(() => queryOf({ [name]: 'a' }))).message).toContain('an ISO 8601 date such as 2026-11-22')
  })

  it('the number logins_count', async () => {
    expect(queryOf({ logins_count: LARGEST })).toBe(`logins_count:${LARGEST}`)
    expect((await thrownBy(() => queryOf({ logins_count: 1.5 }))).message).toContain('with a whole number')
    expect((await thrownBy(() => queryOf({ logins_count: 2 ** 53 }))).message).toContain('at most 2^53 - 1')
  })

  it.each([
    [true, 'true'],
    [-LARGEST, String.raw`\-${LARGEST}`],
    ['true', '"true"'],
  ])('metadata that holds %j', (value, written) => {
    expect(queryOf({ 'app_metadata.x': value })).toBe(`app_metadata.x:${written}`)
    expect(queryOf({ 'user_metadata.x': value })).toBe(`user_metadata.x:${written}`)
  })
})

describe('a moment is', () => {
  it.each([
    ['a day', DAY, 'T00:00:00.000Z'],
    ['a minute', `${DAY}T10:11Z`, 'T10:11:00.000Z'],
    ['a second', `${DAY}T10:11:12Z`, 'T10:11:12.000Z'],
    ['a millisecond', `${DAY}T10:11:12.123Z`, 'T10:11:12.123Z'],
    ['elsewhere', `${DAY}T10:11:12+02:00`, 'T08:11:12.000Z'],
  ])('%s', (_, moment, time) => {
    expect(queryOf({ created_at: moment })).toBe(`created_at:"${DAY}${time}"`)
  })

  it.each([`${DAY} `, ` ${DAY}`, `x${DAY}`, `${DAY}T10Z`, `${DAY}T10:11:12.1234Z`])('not %j', async (text) => {
    expect((await thrownBy(() => queryOf({ created_at: text }))).code).toBe('invalid_request')
  })
})

describe('what is refused is told', () => {
  it.each<[unknown, string]>([
    [{ name: '' }, '"name" must be compared with 1 to 256 characters, none of them a control character'],
    [{ 'app_metadata.x': { $gt: true } }, 'a range of numbers or texts'],
    [{ name: { $gt: '*' } }, 'bounds without quotes, backslashes, a lone *'],
    [{ name: { $nin: 'a' } }, '$nin must be a list'],
    [5, 'A filter must be an object'],
  ])('%j', async (filter, words) => {
    expect((await thrownBy(() => queryOf(filter))).message).toContain(words)
  })

  it('with a name of 40 characters as it is, and a longer one cut short', async () => {
    expect((await thrownBy(() => queryOf({ ['x'.repeat(40)]: 'a' }))).message).toContain(`"${'x'.repeat(40)}"`)
    expect((await thrownBy(() => queryOf({ ['x'.repeat(41)]: 'a' }))).message).toContain(`"${'x'.repeat(40)}…"`)
  })
})

it('the longest field has 128 characters, the longest text 256', async () => {
  const longest = `app_metadata.${'a'.repeat(115)}`
  expect(queryOf({ [longest]: 'x'.repeat(256) })).toBe(`${longest}:"${'x'.repeat(256)}"`)
  await thrownBy(() => queryOf({ [`${longest}a`]: 'x' }))
})
