import { describe, expect, it } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import { checkStage } from '#infra/check-stage'
import { readConfiguration } from '#infra/configuration'
import { createApp } from '#infra/create-app'
import { type StageRow, stages } from '#infra/stages'
import { ConfigError } from '#shared/config/config'
import { readJson } from '#shared/config/load'
import { configFile } from './support/synth.ts'

type Json = Record<string, Record<string, Record<string, unknown>>>

/** The example's configuration after a change, as a file. */
function changed(change: (json: Json) => void): string {
  const json: Json = JSON.parse(JSON.stringify(readJson(CONFIG_FILE)))
  change(json)
  return configFile(json)
}

function faultsOf(run: () => unknown): readonly string[] {
  try {
    run()
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ key }) => key)
    throw error
  }
}

const client = (json: Json, type: string): Record<string, unknown> => json['clients']?.[type] ?? {}

it('the example’s placeholders: plain ones become parameters, secrets never', () => {
  const { plain, clientSecrets, managementSecret } = readConfiguration(CONFIG_FILE)
  expect(plain).toContain('AUTH0_CONNECTION')
  expect(clientSecrets).toEqual(['CMS_CLIENT_SECRET', 'FRONTEND_CLIENT_SECRET'])
  expect(managementSecret).toEqual(['MANAGEMENT_CLIENT_SECRET'])
  expect(plain.filter((name) => /CLIENT_SECRET$/.test(name))).toEqual([])
})

describe('synth fails, and names the key', () => {
  it.each<[string, string, (json: Json) => void]>([
    [
      'a literal secret',
      'clients.cms.clientSecret',
      (json) => Object.assign(client(json, 'cms'), { clientSecret: 'x' }),
    ],
    [
      'a default connection that is not supported',
      'clients.cms.defaultConnection',
      (json) => Object.assign(client(json, 'cms'), { defaultConnection: '{{OTHER_CONNECTION}}' }),
    ],
    [
      'braces that are no placeholder',
      'clients.cms.audience',
      (json) => Object.assign(client(json, 'cms'), { audience: 'https://{{ API }}/' }),
    ],
    ['an unknown key', 'clients.cms.audiance', (json) => Object.assign(client(json, 'cms'), { audiance: 'x' })],
    [
      'a variable of Lambda',
      'clients.cms.clientId',
      (json) => Object.assign(client(json, 'cms'), { clientId: '{{AWS_REGION}}' }),
    ],
    [
      'a variable of the stack',
      'clients.cms.clientId',
      (json) => Object.assign(client(json, 'cms'), { clientId: '{{TABLE_NAME}}' }),
    ],
    [
      'a secret that would become a variable',
      'clients.cms.clientId',
      (json) => Object.assign(client(json, 'cms'), { clientId: '{{CMS_CLIENT_SECRET}}' }),
    ],
    [
      'an origin that no stage allows',
      'clients.cms.allowedOrigins.0',
      (json) => Object.assign(client(json, 'cms'), { allowedOrigins: ['https://cms.example'] }),
    ],
  ])('%s: %s', (_, key, change) => {
    const faults = faultsOf(() => createApp({ configFile: changed(change) }))
    expect(new Set(faults)).toEqual(new Set([key]))
  })
})

describe('a stage’s row', () => {
  const configuration = readConfiguration(
    changed((json) => Object.assign(client(json, 'cms'), { allowedOrigins: ['https://cms.example', '{{CMS_URL}}'] })),
  )
  const good: StageRow = {
    ...stages.dev,
    allowedOrigins: ['{{CMS_URL}}', 'https://cms.example', 'https://more.example'],
  }
  const keys = (changes: Partial<StageRow>) => checkStage({ ...good, ...changes }, configuration).map(({ key }) => key)

  it('that allows what the clients do, and more, is right', () => {
    expect(keys({})).toEqual([])
  })

  it.each<[string, Partial<StageRow>]>([
    ['clients.cms.allowedOrigins.0', { allowedOrigins: ['{{CMS_URL}}'] }],
    ['clients.cms.allowedOrigins.1', { allowedOrigins: ['https://cms.example'] }],
    ['stages.dev.allowedOrigins.2', { allowedOrigins: [...good.allowedOrigins.slice(0, 2), '*'] }],
    ['stages.dev.allowedOrigins.2', { allowedOrigins: [...good.allowedOrigins.slice(0, 2), 'https://*.example'] }],
    ['stages.dev.allowedOrigins.2', { allowedOrigins: [...good.allowedOrigins.slice(0, 2), 'https://cms.example/'] }],
    ['stages.dev.allowedOrigins.2', { allowedOrigins: [...good.allowedOrigins.slice(0, 2), 'http://cms.example'] }],
    ['stages.dev.allowedOrigins.2', { allowedOrigins: [...good.allowedOrigins.slice(0, 2), '{{UNKNOWN}}'] }],
    ['stages.dev.account', { account: '1234' }],
    ['stages.dev.region', { region: 'Ireland' }],
    ['stages.dev.sessionSeconds', { sessionSeconds: 30 }],
    ['stages.dev.sessionSeconds', { sessionSeconds: 41 * 86_400 }],
    ['stages.dev.alarms.email', { alarms: { email: 'nobody' } }],
    [
      'stages.dev.domain.certificateArn',
      { domain: { name: 'x.example', certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/x' } },
    ],
  ])('is refused by its key: %s %#', (key, changes) => {
    expect(new Set(keys(changes))).toEqual(new Set([key]))
  })
})
