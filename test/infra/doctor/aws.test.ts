import { expect, test } from 'vitest'
import { judgeAccount } from '#infra/doctor/judge/account'
import { judgeApi, judgeProjectUrl } from '#infra/doctor/judge/api'
import { judgePlain, judgeSecret } from '#infra/doctor/judge/parameters'
import { judgeStacks, nothingDeployed } from '#infra/doctor/judge/stacks'
import { judgeTable } from '#infra/doctor/judge/table'
import { untold } from '#infra/doctor/told'

const dev = { name: 'dev', account: '111111111111', region: 'eu-west-1', deletionProtection: true } as const
const here = (type: string) => ({ told: { type, value: 'value-of-it', arn: undefined } })
const absent = untold('absent', 'SSM has no such parameter')
const refused = untold('refused', 'AWS refuses to show it')

test.each([
  ['no ARN is told', [undefined], 'unknown', 'SSM names none'],
  ['it is no ARN', ['parameter'], 'unknown', 'SSM names none'],
  ['it is ours', ['arn:aws:ssm:eu-west-1:111111111111:parameter/a'], 'ok', '111111111111'],
  ['its partition is another', ['arn:aws-cn:ssm:eu-west-1:111111111111:parameter/a'], 'ok', '111111111111'],
  ['the account is another', ['arn:aws:ssm:eu-west-1:222222222222:parameter/a'], 'wrong', 'signed in to 222222222222'],
  ['the region is another', ['arn:aws:ssm:us-east-1:111111111111:parameter/a'], 'wrong', 'us-east-1'],
])('account: %s', (_, arns, state, says) => {
  expect(judgeAccount(dev, arns)).toMatchObject({ state, says: expect.stringContaining(says) })
})

const text = here('String')

test.each([
  ['all', { table: text, key: text, url: text, authorizer: text }, ['ok', 'ok']],
  ['no API', { table: text, key: text, url: absent, authorizer: absent }, ['ok', 'wrong']],
  ['no data', { table: absent, key: absent, url: text, authorizer: text }, ['wrong', 'ok']],
  ['an older API', { table: text, key: text, url: text, authorizer: absent }, ['ok', 'wrong']],
  ['what may not be read', { table: refused, key: text, url: text, authorizer: text }, ['unknown', 'ok']],
])('stacks: %s', (_, facts, states) => {
  const results = judgeStacks('dev', facts)
  expect(results.map(({ state }) => state)).toEqual(states)
  expect(results.map(({ says }) => /Auth0Client-dev-\w+/.exec(says)?.[0])).toEqual([
    'Auth0Client-dev-Data',
    'Auth0Client-dev-Api',
  ])
  expect(nothingDeployed(facts)).toBe(false)
})

test('nothing is deployed only if SSM says so of each fact', () => {
  expect(nothingDeployed({ table: absent, key: absent, url: absent, authorizer: absent })).toBe(true)
  expect(nothingDeployed({ table: absent, key: absent, url: absent, authorizer: refused })).toBe(false)
})

test.each([
  [judgePlain, text, 'ok'],
  [judgePlain, here('SecureString'), 'wrong'],
  [judgePlain, here('StringList'), 'wrong'],
  [judgePlain, absent, 'wrong'],
  [judgePlain, refused, 'unknown'],
  [judgeSecret, here('SecureString'), 'ok'],
  [judgeSecret, text, 'wrong'],
  [judgeSecret, absent, 'wrong'],
  [judgeSecret, refused, 'unknown'],
] as const)('a parameter by %o: %o is %s', (judge, parameter, state) => {
  const result = judge('dev', 'CMS_X', parameter)
  expect(result).toMatchObject({ state, says: expect.stringContaining('CMS_X') })
  expect(result.advice?.includes('npm run params -- dev set CMS_X') ?? false).toBe(state === 'wrong')
  expect(JSON.stringify(result)).not.toContain('value-of-it')
})

const recoverable = { recovery: { told: true } }
const expiry = (status: string, attribute?: string) => ({ told: { status, attribute } })

test.each([
  ['ENABLED', expiry('ENABLED', 'expiresAt'), true, ['ok', 'ok', 'ok']],
  ['ENABLING', expiry('ENABLING', 'expiresAt'), true, ['ok', 'ok', 'ok']],
  ['DISABLED', expiry('DISABLED'), true, ['wrong', 'ok', 'ok']],
  ['DISABLING', expiry('DISABLING', 'expiresAt'), true, ['wrong', 'ok', 'ok']],
  ['by another attribute', expiry('ENABLED', 'ttl'), true, ['wrong', 'ok', 'ok']],
  ['unprotected', expiry('ENABLED', 'expiresAt'), false, ['ok', 'wrong', 'ok']],
  ['unknown to the engine', refused, true, ['unknown', 'ok', 'ok']],
  ['gone', absent, true, ['wrong']],
])('table: %s', (_, found, deletionProtection, states) => {
  const results = judgeTable(dev, { ...recoverable, expiry: found, deletionProtection: { told: deletionProtection } })
  expect(results.map(({ state }) => state)).toEqual(states)
})

test('more protection than the row wants is a warning', () => {
  const answer = { ...recoverable, expiry: expiry('ENABLED', 'expiresAt'), deletionProtection: { told: true } }
  const states = judgeTable({ ...dev, deletionProtection: false }, answer).map(({ state }) => state)
  expect(states).toEqual(['ok', 'warning', 'ok'])
})

test.each([
  [{ told: true }, 'ok'],
  [{ told: false }, 'warning'],
  [refused, 'unknown'],
])('recovery: %o', (recovery, state) => {
  const answer = { expiry: expiry('ENABLED', 'expiresAt'), deletionProtection: { told: true }, recovery }
  expect(judgeTable(dev, answer)[2]?.state).toBe(state)
})

const checks = (checks: object) => ({ told: { status: 503, body: { checks } } })

test.each([
  ['it answers', { told: { status: 200, body: {} } }, 'ok', 'https://a.example'],
  ['it does not', untold('silent', 'it does not answer (ECONNREFUSED)'), 'wrong', 'ECONNREFUSED'],
  ['it fails', { told: { status: 500, body: undefined } }, 'wrong', '500'],
  ['another service answers', { told: { status: 404, body: 'x' } }, 'wrong', '404'],
  ['its table fails', checks({ table: 'KO', 'https://t.example': 'KO' }), 'wrong', 'table'],
  ['a tenant fails', checks({ table: 'OK', 'https://t.example': 'KO' }), 'warning', 'https://t.example'],
])('API: %s', (_, answer, state, says) => {
  expect(judgeApi('https://a.example', answer)).toMatchObject({ state, says: expect.stringContaining(says) })
})

test.each([
  [undefined, []],
  ['https://a.example', ['ok']],
  ['https://proxy.example', ['warning']],
])('PROJECT_URL %s', (projectUrl, states) => {
  expect(judgeProjectUrl('https://a.example', projectUrl).map(({ state }) => state)).toEqual(states)
})
