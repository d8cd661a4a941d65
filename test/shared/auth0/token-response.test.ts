import { describe, expect, it } from 'vitest'
import { readLoginResponse, readTokenResponse } from '#shared/auth0/token-response'
import { expectRefusal } from '../support/refusal.ts'

const NOW = 1_795_341_600_999
const good = { access_token: 'at', token_type: 'Bearer', expires_in: 86_400, id_token: 'it', refresh_token: 'rt' }
const answer = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('tokens', () => {
  it('are read with the time at which they expire', () => {
    expect(readTokenResponse(answer({ ...good, scope: 'openid', more: 1 }), NOW)).toEqual({
      accessToken: 'at',
      accessExpiresAt: 1_795_428_000,
      idToken: 'it',
      refreshToken: 'rt',
    })
  })

  it.each<[string, object]>([
    ['a type in small letters', { token_type: 'bearer' }],
    ['no refresh token', { refresh_token: undefined }],
    ['no ID token', { id_token: undefined }],
    ['a life of no time', { expires_in: 0 }],
    ['a life with a part of a second', { expires_in: 0.5 }],
  ])('are taken with %s', (_, changes) => {
    const tokens = readTokenResponse(answer({ ...good, ...changes }), NOW)
    expect(tokens.accessToken).toBe('at')
    expect(Number.isInteger(tokens.accessExpiresAt)).toBe(true)
  })

  it.each<[string, unknown]>([
    ['no JSON', 'OK'],
    ['nothing', ''],
    ['a list', []],
    ['no access token', { ...good, access_token: undefined }],
    ['an empty access token', { ...good, access_token: '' }],
    ['no type', { ...good, token_type: undefined }],
    ['another type', { ...good, token_type: 'DPoP' }],
    ['no life', { ...good, expires_in: undefined }],
    ['a life as text', { ...good, expires_in: '86400' }],
    ['a life beyond all measure', { ...good, expires_in: 1e300 }],
    ['a life without end', '{"access_token":"at","token_type":"Bearer","expires_in":1e999,"id_token":"it"}'],
    ['a life in the past', { ...good, expires_in: -1 }],
    ['an ID token that is no text', { ...good, id_token: {} }],
    ['an empty refresh token', { ...good, refresh_token: '' }],
  ])('are no tokens with %s', async (_, body) => {
    await expectRefusal(() => readTokenResponse(answer(body), NOW), 'temporarily_unavailable')
  })

  it('are no tokens of another status', async () => {
    await expectRefusal(() => readTokenResponse(answer(good, 201), NOW), 'temporarily_unavailable')
    await expectRefusal(() => readTokenResponse(answer({ error: 'invalid_grant' }, 403), NOW), 'invalid_grant')
  })
})

describe('a login', () => {
  it('has an ID token', () => {
    expect(readLoginResponse(answer(good), NOW).idToken).toBe('it')
  })

  it('is refused without', async () => {
    await expectRefusal(() => readLoginResponse(answer({ ...good, id_token: undefined }), NOW), 'bad_gateway')
  })
})
