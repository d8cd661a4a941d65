import { expect, test } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import { readConfiguration } from '#infra/configuration'
import { effects } from '#infra/doctor/effects'
import { examine } from '#infra/doctor/examine'
import { judgeConfiguration } from '#infra/doctor/judge/configuration'
import { judgeShared } from '#infra/doctor/judge/stages'
import { redact } from '#infra/doctor/redact'
import { exitStatus, report } from '#infra/doctor/report'
import { ok, unknown, warning, wrong } from '#infra/doctor/result'
import { untold } from '#infra/doctor/told'
import { stages } from '#infra/stages'
import { configOf } from '../../support/config.ts'

const json = configOf({ app: {} })
const plain = ['AUTH0_URL', 'PROJECT_URL']
const values = { AUTH0_URL: 'https://t.example', PROJECT_URL: 'https://a.example' }

test.each([
  ['right', values, ['ok'], ''],
  ['incomplete', { AUTH0_URL: 'https://t.example' }, ['unknown'], 'PROJECT_URL must be there first'],
  ['wrong', { ...values, AUTH0_URL: 't.example' }, ['wrong'], 'clients.app.auth0Url'],
])('values that are %s', (_, given, states, says) => {
  const { results, config } = judgeConfiguration({ json, plain, values: given }, { local: true })
  expect(results.map(({ state }) => state)).toEqual(states)
  expect(results[0]?.says).toContain(says)
  expect(config !== undefined).toBe(says === '')
})

const credentials = (secret: string, id: string) => ({
  secrets: new Map([['APP_SECRET', secret]]),
  clientIds: new Map([['clients.app', id]]),
})

test.each([
  [credentials('other', 'other'), ['ok']],
  [credentials('mine', 'other'), ['wrong']],
  [credentials('other', 'id'), ['wrong']],
  [credentials('mine', 'id'), ['wrong', 'wrong']],
  [{ secrets: new Map(), clientIds: new Map() }, ['ok']],
])('another stage with %o', (other, states) => {
  const results = judgeShared(credentials('mine', 'id'), 'prod', other)
  expect(results.map(({ state }) => state)).toEqual(states)
  expect(results.every(({ says }) => says.startsWith('prod ') && !says.includes('mine'))).toBe(true)
})

const fine = ok('Table', 'TTL is on')
const some = warning('API', 'It is elsewhere', 'Look')
const bad = wrong('Table', 'It is gone', 'Deploy it')
const dark = unknown('API', 'Whether it answers', { says: 'nobody knows' })

test.each([
  [[fine], 0],
  [[fine, some, dark], 0],
  [[fine, bad, dark], 1],
  [[dark], 2],
  [[dark, some], 2],
  [[], 2],
])('the exit status of %j', (results, status) => {
  expect(exitStatus(results)).toBe(status)
})

test('what is printed: by subject, what to do, and how many of each', () => {
  expect(report('dev', [fine, some, bad, dark])).toBe(`Table
  ok       TTL is on
  wrong    It is gone
           > Deploy it

API
  warning  It is elsewhere
           > Look
  unknown  Whether it answers can't be told: nobody knows

dev: 1 ok, 1 warning, 1 wrong, 1 unknown
`)
})

test('what a tenant says of itself can write no lines of its own', () => {
  const printed = report('dev', [wrong('Tenant', 'Its issuer is \u001b[1A\nClient\r  ok', 'Look\u2028')])
  expect(printed.split('\n')).toHaveLength(6)
  for (const control of ['\r', '\u001b', '\u2028']) expect(printed).not.toContain(control)
})

test('where nothing is deployed, it may also be the wrong account', async () => {
  const nothing = async (paths: readonly string[]) => new Map(paths.map((path) => [path, untold('absent', 'no')]))
  const asked = { ...effects, parameters: () => nothing }
  const dev = { row: stages.dev, others: [], configuration: readConfiguration(CONFIG_FILE), json, local: true }
  await expect(examine(dev, asked)).rejects.toThrow(/Nothing of dev .*111111111111, eu-west-1.*npm run deploy -- dev$/)
})

test('a secret that got into a sentence does not come out of it', () => {
  const results = [wrong('Tenant https://s3cret', 'It is s3cret, s3cret', 'Not s3cret')]
  expect(redact(results, ['s3cret', ''])).toEqual([wrong('Tenant https://***', 'It is ***, ***', 'Not ***')])
})
