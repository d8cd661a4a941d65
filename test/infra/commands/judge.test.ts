import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import { judgeUse, judgeValue } from '#infra/commands/judge'
import { readJson } from '#shared/config/load'
import { PLAIN } from './store.ts'

const json = readJson(CONFIG_FILE)

test('values that may be written say so whatever they hold', () => {
  const printable = fc.stringMatching(/^[!-z|~]{1,4096}$/)
  fc.assert(fc.property(printable, (value) => value.includes('{{') || judgeValue(value) === undefined))
})

test('no verdict quotes the value', () => {
  const secret = 'Zx9-never-shown_77'
  const spoiled = fc.constantFrom(...'\n\r\t\0\u007f\u0085 ').map((character) => `${secret}${character}`)
  fc.assert(fc.property(spoiled, (value) => judgeValue(value)?.includes(secret) === false))
})

test('good values break nothing, together or one by one', () => {
  expect(judgeUse(json, PLAIN)).toEqual([])
  for (const [name, value] of Object.entries(PLAIN)) expect(judgeUse(json, { [name]: value })).toEqual([])
})

test('a value is judged at every key that it is for, whatever else is not set', () => {
  const keys = judgeUse(json, { AUTH0_URL: 'example.eu.auth0.com' }).map(({ key }) => key)
  expect(keys).toEqual(['clients.cms.auth0Url', 'clients.frontend.auth0Url', 'managementClient.auth0Url'])
})

test('values are judged together, too', () => {
  const twice = { clients: { a: client('{{A_HASH}}'), b: client('{{B_HASH}}') } }
  const [A_HASH, B_HASH] = ['a'.repeat(64), 'b'.repeat(64)]
  expect(judgeUse(twice, { A_HASH, B_HASH })).toEqual([])
  expect(judgeUse(twice, { A_HASH, B_HASH: A_HASH })).toMatchObject([{ key: 'clients.b.secretHashes.0' }])
})

function client(hash: string) {
  return {
    auth0Url: 'https://example.eu.auth0.com',
    clientId: 'id',
    clientSecret: '{{SECRET}}',
    redirectUrl: 'https://example.com/web-login/callback',
    scopes: ['openid'],
    secretHashes: [hash],
  }
}
