import { describe, expect, it } from 'vitest'
import { namedCaller } from '#shared/config/clients'
import { endpoint } from '#shared/http/endpoint'
import { isOwnOrigin } from '#shared/http/origin'
import { bearerToken, callNaming, navigationNaming } from '#shared/http/request'
import { json } from '#shared/http/responses'
import { callerSecret, keyed } from '../../support/config.ts'
import { makeConfig } from '../support/config.ts'
import { httpEvent, lambdaContext, lambdaEvent } from '../support/event.ts'
import { useLog } from '../support/log.ts'
import { expectRefusal } from '../support/refusal.ts'

useLog()
const config = makeConfig({ open: {}, other: {}, keyed: keyed('keyed') })
const secret = callerSecret('keyed')
const callOf = (headers: Record<string, string>) => httpEvent({ method: 'POST', headers })

/** API Gateway joins the values of a header that stands twice by a comma: neither of them may win. */
const twice = (...values: readonly string[]) => values.join(',')

describe('a header that stands twice names no client', () => {
  it.each<[string, Record<string, string>]>([
    ['client-type', { 'client-type': twice('open', 'other') }],
    ['client-type, the same', { 'client-type': twice('open', 'open') }],
    ['client-type, and nothing', { 'client-type': twice('open', '') }],
    ['client-type of every object', { 'client-type': twice('__proto__', 'open') }],
    ['secret', { secret: twice(secret, 'x') }],
    ['secret, the same', { secret: twice(secret, secret) }],
    ['secret, and nothing', { secret: twice('', secret) }],
    ['secret, and a type', { secret: twice(secret, secret), 'client-type': 'open' }],
  ])('%s', async (_, headers) => {
    await expectRefusal(() => namedCaller(config, callNaming(callOf(headers))), 'invalid_client')
    await expectRefusal(() => namedCaller(config, navigationNaming(callOf(headers))), 'invalid_client')
  })
})

describe('an empty header is not one that was left out', () => {
  it.each<[string, Record<string, string>]>([
    ['client-type', { 'client-type': '' }],
    ['secret', { secret: '' }],
  ])('%s', async (_, headers) => {
    await expectRefusal(() => namedCaller(config, callNaming(callOf(headers))), 'invalid_client')
  })
})

describe('two authorizations are none that opens anything', () => {
  it.each([twice('Bearer a', 'Bearer b'), twice('Bearer a', ' Bearer a'), twice('Bearer a', 'Basic YTpi')])(
    '%j is refused',
    async (authorization) => {
      await expectRefusal(() => bearerToken(callOf({ authorization })), 'invalid_token')
    },
  )

  it.each([
    [twice('Bearer a', 'b'), 'a,b'],
    [twice('Basic YTpi', 'Bearer b'), undefined],
  ])('%j is %j', (authorization, token) => {
    expect(bearerToken(callOf({ authorization }))).toBe(token)
  })
})

describe('two origins are a foreign one', () => {
  const site = 'https://site.example'
  it.each<[string, Record<string, string>]>([
    ['origin', { origin: twice(site, 'https://evil.example') }],
    ['origin, ours last', { origin: twice('https://evil.example', site) }],
    ['origin, the same', { origin: twice(site, site) }],
    ['sec-fetch-site', { 'sec-fetch-site': twice('same-origin', 'cross-site') }],
    ['sec-fetch-site, ours last', { 'sec-fetch-site': twice('cross-site', 'same-origin') }],
    ['sec-fetch-site, the same', { 'sec-fetch-site': twice('same-origin', 'same-origin') }],
  ])('%s', (_, headers) => {
    const [client] = config.clients.values()
    expect(client && isOwnOrigin(callOf(headers), client)).toBe(false)
  })
})

describe('two content types are parsed by one parser, the first one’s, or by none', () => {
  const echo = endpoint(async ({ body }) => json({ got: body ?? null }), { body: true })
  const answerTo = async (type: string, body: string) => {
    const { statusCode, body: text = '' } = await echo(
      lambdaEvent({ method: 'POST', headers: { 'content-type': type }, body }),
      lambdaContext,
    )
    return { statusCode, got: JSON.parse(text).got }
  }
  const [jsonType, formType] = ['application/json', 'application/x-www-form-urlencoded']

  it.each([
    [twice(jsonType, formType), '{"a":"1"}'],
    [twice(formType, jsonType), 'a=1'],
    [twice(jsonType, 'text/plain'), '{"a":"1"}'],
    [twice('text/plain', jsonType), '{"a":"1"}'],
    [twice('text/plain', `${jsonType};x`), '{"a":"1"}'],
  ])('%s is 415', async (type, body) => {
    expect((await answerTo(type, body)).statusCode).toBe(415)
  })

  it.each([
    [twice(`${jsonType};x`, formType), '{"a":"1"}'],
    [twice(`${formType};x`, jsonType), 'a=1'],
  ])('%s', async (type, body) => {
    expect(await answerTo(type, body)).toEqual({ statusCode: 200, got: { a: '1' } })
  })
})
