import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeClients, type Naming, namedCaller, requireProof, resolveCaller } from '#shared/config/clients'
import { makeConfig } from '../support/config.ts'
import { expectRefusal } from '../support/refusal.ts'

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex')
const clients = {
  open: {},
  cms: { secretHashes: [hash('cms-1'), hash('cms-2')] },
  shop: { secretHashes: [hash('shop')], hosts: ['shop.example'] },
  site: { scopes: ['website'], hosts: ['site.example', 'www.site.example'] },
  portal: { scopes: ['website'], secretHashes: [hash('portal')] },
}
const config = makeConfig(clients)
const withDefault = makeConfig(clients, { defaultClient: 'open' })
const naming = (changes: Partial<Naming> = {}): Naming => ({ secret: undefined, clientType: undefined, ...changes })

describe('a request names its client', () => {
  it.each<[string, Partial<Naming>, string | undefined, boolean | undefined]>([
    ['not at all', {}, undefined, undefined],
    ['by a secret', { secret: 'cms-1' }, 'cms', true],
    ['by another secret of the same client', { secret: 'cms-2' }, 'cms', true],
    ['by type', { clientType: 'open' }, 'open', false],
    ['by secret and type', { secret: 'shop', clientType: 'shop' }, 'shop', true],
    ['by the type of a website that has secrets', { clientType: 'portal' }, 'portal', false],
    ['by type on a navigation, which cannot send a secret', { clientType: 'cms', navigation: true }, 'cms', false],
    ['by host, which names nobody here', { host: 'site.example', navigation: true }, undefined, undefined],
  ])('%s', (_, changes, type, proven) => {
    const caller = namedCaller(config, naming(changes))
    expect([caller?.client.type, caller?.proven]).toEqual([type, proven])
  })
})

describe('an unknown or unproven client is refused', () => {
  it.each<[string, Partial<Naming>]>([
    ['an unknown secret', { secret: 'guess' }],
    ['an empty secret', { secret: '' }],
    ['the hash itself', { secret: hash('cms-1') }],
    ['a secret in other letters', { secret: 'CMS-1' }],
    ['an unknown type', { clientType: 'nobody' }],
    ['an empty type', { clientType: '' }],
    ['__proto__', { clientType: '__proto__' }],
    ['constructor', { clientType: 'constructor' }],
    ['a secret and another type', { secret: 'cms-1', clientType: 'shop' }],
    ['a secret and another type that needs none', { secret: 'cms-1', clientType: 'open' }],
    ['a secret and an unknown type', { secret: 'cms-1', clientType: 'nobody' }],
    ['an unknown secret and a type that needs none', { secret: 'guess', clientType: 'open' }],
    ['the type of a client that has secrets', { clientType: 'cms' }],
    ['an unknown secret on a navigation', { secret: 'guess', clientType: 'cms', navigation: true }],
    ['an unknown type on a navigation', { clientType: 'nobody', navigation: true, host: 'site.example' }],
  ])('%s', async (_, changes) => {
    await expectRefusal(() => namedCaller(withDefault, naming(changes)), 'invalid_client')
    await expectRefusal(() => resolveCaller(withDefault, naming(changes)), 'invalid_client')
  })
})

describe('a request that names no client is', () => {
  it.each<[string, Partial<Naming>, string]>([
    ['the one’s whose host was asked', { host: 'www.site.example', navigation: true }, 'site'],
    ['the one’s whose host was asked in capitals', { host: 'SHOP.example', navigation: true }, 'shop'],
    ['the default one’s', {}, 'open'],
    ['the default one’s on a host of nobody', { host: 'other.example', navigation: true }, 'open'],
    ['the default one’s on a host that is a part', { host: 'ite.example', navigation: true }, 'open'],
  ])('%s', (_, changes, type) => {
    expect(resolveCaller(withDefault, naming(changes))).toMatchObject({ client: { type }, proven: false })
  })

  it('the named one’s, whatever host was asked', () => {
    const named = naming({ clientType: 'open', host: 'site.example', navigation: true })
    expect(resolveCaller(config, named).client.type).toBe('open')
  })

  it('nobody’s without a default', async () => {
    await expectRefusal(() => resolveCaller(config, naming()), 'invalid_client')
    await expectRefusal(() => resolveCaller(config, naming({ host: 'x.example', navigation: true })), 'invalid_client')
  })
})

describe('proof is asked of a client that has secrets', () => {
  it.each<[string, Partial<Naming>]>([
    ['a website', { clientType: 'portal' }],
    ['a navigation', { clientType: 'cms', navigation: true }],
  ])('%s is refused without', async (_, changes) => {
    await expectRefusal(() => requireProof(resolveCaller(config, naming(changes))), 'invalid_client')
  })

  it.each<[string, Partial<Naming>]>([
    ['a website with its secret', { secret: 'portal', clientType: 'portal' }],
    ['a client without secrets', { clientType: 'open' }],
    ['a website without secrets', { clientType: 'site' }],
  ])('%s is let through', (_, changes) => {
    expect(() => requireProof(resolveCaller(config, naming(changes)))).not.toThrow()
  })
})

describe('a code may be traded for', () => {
  const types = (changes: Partial<Naming>) => codeClients(config, naming(changes)).map(({ type }) => type)

  it.each<[string, Partial<Naming>, string[]]>([
    ['every client that needs no secret', {}, ['open', 'site', 'portal']],
    ['the proven one only', { secret: 'cms-1' }, ['cms']],
    ['the named one only', { clientType: 'site' }, ['site']],
    ['a website that has secrets, by type', { clientType: 'portal' }, ['portal']],
    ['the named one of a navigation', { clientType: 'cms', navigation: true }, ['cms']],
  ])('%s', (_, changes, expected) => {
    expect(types(changes)).toEqual(expected)
  })

  it('nobody by an unproven name', async () => {
    await expectRefusal(() => types({ clientType: 'cms' }), 'invalid_client')
    await expectRefusal(() => types({ secret: 'guess' }), 'invalid_client')
  })
})
