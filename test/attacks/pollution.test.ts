import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '#shared/config/config'
import { endpoint } from '#shared/http/endpoint'
import { bodyParameters, parameter } from '#shared/http/parameters'
import { callNaming, navigationNaming, query } from '#shared/http/request'
import { json } from '#shared/http/responses'
import { readWebLoginState } from '#shared/login/state'
import { CreateUserBody, UpdateUserBody } from '#shared/management/bodies'
import { readCursor } from '#shared/management/cursor'
import { readSearch } from '#shared/management/search'
import { clientJson } from '../shared/support/config.ts'
import { httpEvent, lambdaContext, lambdaEvent } from '../shared/support/event.ts'
import { useLog } from '../shared/support/log.ts'

useLog()

const Parameters = v.object({ polluted: parameter, password: parameter })
/** What an endpoint would know of the parameters that a body brings. */
const read = endpoint(async (event) => json({ got: bodyParameters(event, Parameters) }), { body: true })

afterEach(() => {
  const fresh: object = {}
  expect('polluted' in fresh).toBe(false)
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(UNTOUCHED)
  expect('polluted' in []).toBe(false)
})

const UNTOUCHED = Object.getOwnPropertyNames(Object.prototype).toSorted()
const evil = { polluted: 'x' }

/** JSON whose text has a name that an object literal can't have as its own. */
const jsonBodies = [
  '{"__proto__":{"polluted":"x"}}',
  '{"a":{"__proto__":{"polluted":"x"}}}',
  '{"constructor":{"prototype":{"polluted":"x"}}}',
  '{"\\u005f_proto__":{"polluted":"x"}}',
  '[{"__proto__":{"polluted":"x"}}]',
  '{"__proto__":null}',
]

const forms = [
  '__proto__=x&__proto__[polluted]=x&__proto__.polluted=x',
  'constructor[prototype][polluted]=x&constructor.prototype.polluted=x',
  'a[__proto__][polluted]=x&a[]=1&a[0]=2',
  '%5F%5Fproto%5F%5F%5Bpolluted%5D=x',
  'prototype=x&toString=x&hasOwnProperty=x&valueOf=x',
]

describe('no input changes what every object has, or is read as a parameter', () => {
  const got = async (type: string, body: string) => {
    const answer = await read(lambdaEvent({ method: 'POST', headers: { 'content-type': type }, body }), lambdaContext)
    return { status: answer.statusCode, got: JSON.parse(answer.body ?? '{}').got }
  }

  it.each(jsonBodies)('JSON: %s', async (body) => {
    const answer = await got('application/json', body)
    expect([
      { status: 400, got: undefined },
      { status: 200, got: {} },
    ]).toContainEqual(answer)
  })

  it.each(forms)('a form: %s', async (body) => {
    expect(await got('application/x-www-form-urlencoded', body)).toEqual({ status: 200, got: {} })
  })

  it.each(forms)('a query: %s', (text) => {
    const event = httpEvent({ query: text, headers: { 'client-type': '__proto__', secret: 'constructor' } })
    expect(query(event).get('polluted')).toBeUndefined()
    expect(callNaming(event)).toEqual({ secret: 'constructor', clientType: '__proto__' })
    expect(navigationNaming(event)).toMatchObject({ clientType: '__proto__' })
    expect(() => readSearch(event, ['staff'])).toThrow()
  })

  it.each(jsonBodies)('a position, a state and a filter of: %s', (text) => {
    const encoded = Buffer.from(text).toString('base64url')
    expect(() => readCursor(encoded)).toThrow()
    expect(readWebLoginState(`x.${encoded}`)).toBeUndefined()
    expect(() => readSearch(httpEvent({ query: `_q=${encodeURIComponent(text)}` }), ['staff'])).toThrow()
  })

  it.each([CreateUserBody, UpdateUserBody])('the metadata of a user, which may have any name', (schema) => {
    const metadata = { ...JSON.parse('{"__proto__":{"polluted":"x"}}'), constructor: { prototype: evil } }
    const body = bodyParameters(httpEvent({ parsed: { email: 'a@b.example', user_metadata: metadata } }), schema)
    expect(body).toMatchObject({ email: 'a@b.example' })
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
    expect('polluted' in Object(body.user_metadata)).toBe(false)
  })

  it.each([
    '{"clients":{"__proto__":CLIENT}}',
    '{"clients":{"app":CLIENT,"constructor":CLIENT}}',
    '{"clients":{"app":CLIENT},"__proto__":{"polluted":"x"}}',
    '{"clients":{"app":CLIENT},"managementClient":{"supportedConnectionsMap":{"__proto__":{"connectionId":"x"}}}}',
  ])('a configuration, which is refused: %s', (text) => {
    const configuration: unknown = JSON.parse(text.replaceAll('CLIENT', JSON.stringify(clientJson())))
    expect(() => parseConfig(configuration, {}, { local: true })).toThrow(/is no name to use/)
  })

  it('a placeholder in the name of a key, nor what fills it', () => {
    const map = { supportedConnectionsMap: { '{{NAME}}': { connectionId: 'x' } } }
    const configuration = { clients: { app: clientJson() }, managementClient: { ...map } }
    expect(() => parseConfig(configuration, { NAME: '__proto__' }, { local: true })).toThrow(/is no name to use/)
    expect(() => parseConfig(configuration, JSON.parse('{"__proto__":"x"}'), { local: true })).toThrow(/NAME/)
  })
})
