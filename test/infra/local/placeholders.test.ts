import { describe, expect, test } from 'vitest'
import { CALLER_SECRET_HASH, DEFAULT_CONNECTION, type Filling, fillLocally } from '#infra/local/placeholders'
import example from '../../../infra/config.json' with { type: 'json' }

const filling: Filling = {
  set: {},
  projectUrl: 'http://127.0.0.1:3000',
  tenantUrl: 'http://127.0.0.1:4000',
  foreignSsm: false,
}

const client = {
  auth0Url: 'https://example.auth0.com',
  clientId: 'id',
  clientSecret: '{{THEIR_SECRET}}',
  redirectUrl: '{{PROJECT_URL}}/callback',
  scopes: ['openid'],
}

const fill = (json: unknown, change: Partial<Filling> = {}) => fillLocally(json, { ...filling, ...change })

describe('the example', () => {
  test('is filled without a word from the person', () => {
    const local = fill(example)
    expect(local.variables).toEqual({
      AUTH0_URL: 'http://127.0.0.1:4000',
      PROJECT_URL: 'http://127.0.0.1:3000',
      CMS_URL: 'http://127.0.0.1:3000',
      AUTH0_CONNECTION: DEFAULT_CONNECTION,
      CMS_CLIENT_ID: 'local-cms',
      CMS_SECRET_HASH: CALLER_SECRET_HASH,
      FRONTEND_CLIENT_ID: 'local-frontend',
      MANAGEMENT_CLIENT_ID: 'local-management',
    })
    expect(local).toMatchObject({ usesTenant: true, unused: [] })
    expect(local.config.clients.get('cms')).toMatchObject({ redirectUrl: 'http://127.0.0.1:3000/login/callback' })
  })

  test('keeps its secrets out of the variables', () => {
    const local = fill(example, { set: { CMS_CLIENT_SECRET: 'given', CMS_CLIENT_ID: 'mine' } })
    expect(local.secrets).toEqual({
      given: { CMS_CLIENT_SECRET: 'given' },
      fallback: {
        FRONTEND_CLIENT_SECRET: 'local-FRONTEND_CLIENT_SECRET',
        MANAGEMENT_CLIENT_SECRET: 'local-MANAGEMENT_CLIENT_SECRET',
      },
    })
    expect(local.variables).toMatchObject({ CMS_CLIENT_ID: 'mine' })
    expect(Object.keys(local.variables).filter((name) => name.endsWith('_CLIENT_SECRET'))).toEqual([])
  })

  test('tells which values fill nothing', () => {
    expect(fill(example, { set: { CMS_CLIENT_ID: 'x', CMS_CLIENT_iD: 'y' } }).unused).toEqual(['CMS_CLIENT_iD'])
  })
})

describe('another tenant', () => {
  const json = { clients: { shop: client } }

  test('keeps its secrets to itself until they are given', () => {
    expect(() => fill(json)).toThrow(
      'clients.shop.clientSecret needs {{THEIR_SECRET}}, the secret of an application at https://example.auth0.com',
    )
    expect(fill(json, { set: { THEIR_SECRET: 's' } })).toMatchObject({
      usesTenant: false,
      secrets: { given: { THEIR_SECRET: 's' }, fallback: {} },
    })
  })

  test('may have left them in an SSM that is not ours', () => {
    expect(fill(json, { foreignSsm: true }).secrets).toEqual({ given: {}, fallback: {} })
  })

  test('may stand beside our own', () => {
    const own = { ...client, auth0Url: '{{AUTH0_URL}}', clientSecret: '{{OUR_SECRET}}' }
    const local = fill({ clients: { shop: client, own } }, { set: { THEIR_SECRET: 's' } })
    expect(local.usesTenant).toBe(true)
    expect(local.secrets.fallback).toEqual({ OUR_SECRET: 'local-OUR_SECRET' })
  })
})

test('a placeholder that nothing fills is named', () => {
  expect(() => fill({ clients: { shop: { ...client, audience: '{{SHOP_API}}' } } })).toThrow(
    'clients.shop.audience needs {{SHOP_API}}, which no variable fills; set SHOP_API',
  )
})
