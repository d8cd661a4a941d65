import { describe, expect, it } from 'vitest'
import { fieldsOf, sortOf } from '#shared/search/listing'
import { expectRefusal } from '../support/refusal.ts'

describe('the order of users', () => {
  it.each([
    ['name', 'name:1'],
    ['-created_at', 'created_at:-1'],
    ['-logins_count', 'logins_count:-1'],
  ])('%s is %s', (text, sort) => {
    expect(sortOf(text)).toBe(sort)
  })

  it.each([
    ...[
      '',
      '-',
      '--name',
      '+name',
      'name:-1',
      'name,email',
      'picture',
      'password',
      '__proto__',
      'name ',
      'email.domain',
    ],
    ...['app_metadata.x', '-user_metadata.x', 'app_metadata', 'identities.connection', 'x'.repeat(1000)],
  ])('cannot be %j', async (text) => {
    await expectRefusal(() => sortOf(text), 'invalid_request')
  })
})

describe('the projection of users', () => {
  it.each([
    ['email', 'email'],
    ['user_id,email, app_metadata', 'user_id,email,app_metadata'],
    ['name,name,picture', 'name,picture'],
  ])('%s is %s', (text, fields) => {
    expect(fieldsOf(text)).toBe(fields)
  })

  it.each([
    '',
    ',',
    'email,',
    'password',
    'app_metadata.x',
    'email:1',
    '-email',
    '__proto__',
    '*',
    'a&include_fields=false',
  ])('cannot be %j', async (text) => {
    await expectRefusal(() => fieldsOf(text), 'invalid_request')
  })
})
