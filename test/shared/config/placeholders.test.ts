import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '#shared/config/config'
import { fillPlaceholders, placeholderName, placeholderNames } from '#shared/config/placeholders'
import { clientJson, managementJson } from '../support/config.ts'
import { faultsOf } from './faults.ts'

const values = { AUTH0_CONNECTION: 'staff', HOST: 'site.example', CLIENT_SECRET: 'never', EMPTY: '' }
const fill = (json: unknown) => fillPlaceholders(json, values)

describe('placeholders are filled', () => {
  const good: [string, unknown, unknown][] = [
    ['a whole value', '{{HOST}}', 'site.example'],
    ['a part of a value', 'https://{{HOST}}/cb', 'https://site.example/cb'],
    ['several in one value', '{{HOST}}/{{AUTH0_CONNECTION}}', 'site.example/staff'],
    ['in lists', ['{{HOST}}', 'x'], ['site.example', 'x']],
    ['deep down', { a: { b: ['{{HOST}}'] } }, { a: { b: ['site.example'] } }],
    ['in keys', { map: { '{{AUTH0_CONNECTION}}': 1 } }, { map: { staff: 1 } }],
    ['not where nothing is', { a: 1, b: true, c: null, d: 'x' }, { a: 1, b: true, c: null, d: 'x' }],
    ['not in other braces', '{HOST}', '{HOST}'],
    ['with an empty value', 'x{{EMPTY}}', 'x'],
    ['not in a clientSecret', { app: { clientSecret: '{{CLIENT_SECRET}}' } }, undefined],
  ]
  it.each(good)('%s', (_, json, expected) => {
    expect(fill(json)).toEqual({ filled: expected ?? json, faults: [] })
  })

  it.each(['{{ HOST }}', '{{1X}}', '{{}}', '{{HOST', 'HOST}}', '{{my-host}}'])(
    'never from %s, which is a fault',
    (text) => {
      expect(fill({ a: text }).faults).toEqual([{ key: 'a', why: expect.stringContaining('{{NAME}}') }])
    },
  )

  it('once: what a variable holds is not filled again', () => {
    expect(fillPlaceholders('{{A}}', { A: '{{B}}', B: 'x' }).filled).toBe('{{B}}')
  })

  it('literally: a variable is no pattern', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fillPlaceholders('<{{A}}>', { A: value }).filled).toBe(`<${value}>`)
      }),
    )
  })
})

describe('what no variable fills is named, by key and by variable', () => {
  it.each(['MISSING', '__proto__', 'constructor', 'toString'])('%s', (name) => {
    const { faults } = fill({ a: [`{{${name}}}`] })
    expect(faults.map(({ key }) => key)).toEqual(['a.0'])
    expect(faults[0]?.why).toContain(name)
  })

  it('in a whole configuration', () => {
    expect(faultsOf({ clients: { app: clientJson({ audience: '{{MISSING}}' }) } })).toEqual(['clients.app.audience'])
  })
})

describe('a configuration with placeholders', () => {
  const managementClient = managementJson({
    supportedConnectionsMap: { '{{AUTH0_CONNECTION}}': { connectionId: '{{AUTH0_CONNECTION}}' } },
    defaultManagementConnectionName: '{{AUTH0_CONNECTION}}',
  })
  const app = clientJson({ supportedConnections: ['{{AUTH0_CONNECTION}}'], defaultConnection: 'staff' })

  it('is judged by the values', () => {
    expect(faultsOf({ clients: { app }, managementClient }, { AUTH0_CONNECTION: 'staff' })).toEqual([])
    expect(faultsOf({ clients: { app }, managementClient }, { AUTH0_CONNECTION: 'other' })).toEqual([
      'clients.app.defaultConnection',
    ])
  })

  it('never has two connections become one', () => {
    const map = { '{{A}}': { connectionId: 'con_1' }, '{{B}}': { connectionId: 'con_2' } }
    const json = { clients: { app }, managementClient: managementJson({ supportedConnectionsMap: map }) }
    const values = { AUTH0_CONNECTION: 'staff', A: 'same', B: 'same' }
    expect(faultsOf(json, values)).not.toEqual([])
  })

  it('keeps the name of a secret, never its value', () => {
    const { clients } = parseConfig({ clients: { app } }, values, { local: false })
    expect(clients.get('app')?.clientSecret).toEqual({ secretName: 'CLIENT_SECRET' })
  })

  it('may have a literal secret on the local stage', () => {
    const json = { clients: { app: clientJson({ clientSecret: 'literal' }) } }
    expect(parseConfig(json, {}, { local: true }).clients.get('app')?.clientSecret).toEqual({ literal: 'literal' })
  })

  it.each(['clientSecret', 'x.clientSecret'])('fills a client that is called %s all the same', (type) => {
    const json = { clients: { [type]: clientJson({ audience: '{{HOST}}' }) } }
    expect(parseConfig(json, values, { local: false }).clients.get(type)?.audience).toBe('site.example')
  })
})

it('names are told apart by what they fill', () => {
  const names = placeholderNames({ a: '{{A}}{{B}}', '{{C}}': 1, app: { clientSecret: '{{S}}', audience: '{{A}}' } })
  expect(names).toEqual({ plain: new Set(['A', 'B', 'C']), secret: new Set(['S']) })
})

it.each([
  ['{{A}}', 'A'],
  ['{{a_1}}', 'a_1'],
  [' {{A}}', undefined],
  ['{{A}}x', undefined],
  ['{{A}}{{B}}', undefined],
  ['{{A}}\n', undefined],
  ['A', undefined],
])('the one placeholder of %j is %s', (value, name) => {
  expect(placeholderName(value)).toBe(name)
})
