import { describe, expect, it } from 'vitest'
import type { ManagementClient } from '#shared/config/management'
import { readImport } from '#shared/management/import/request'
import { makeConfig, managementJson } from '../../support/config.ts'
import { thrownBy } from '../../support/refusal.ts'
import { multipart, type Part, posted, usersPart } from './form.ts'

const MAP = { users: { connectionId: 'con_users' }, staff: { connectionId: 'con_staff' } }

function managing(changes: Record<string, unknown>): ManagementClient {
  const { managementClient } = makeConfig({ app: {} }, { managementClient: managementJson(changes) })
  if (!managementClient) throw new Error('The test has no management client')
  return managementClient
}

const mapped = managing({ supportedConnectionsMap: MAP, defaultManagementConnectionName: 'users' })
const fieldsOf = (fields: Record<string, string>): Part[] =>
  Object.entries(fields).map(([name, content]) => ({ name, content }))
const read = (fields: Record<string, string> = {}, query = '', client = mapped) =>
  readImport(posted(multipart([...fieldsOf(fields), usersPart([])]), { query }), client)

describe('an import', () => {
  it('goes to the default connection by its id', async () => {
    expect(await read()).toEqual({ file: Buffer.from('[]'), options: { connection_id: 'con_users' }, dryRun: false })
  })

  it('takes the options of Auth0', async () => {
    const fields = { connection: 'staff', upsert: 'true', external_id: 'batch 7', send_completion_email: 'false' }
    const { options } = await read(fields)
    expect(options).toEqual({
      connection_id: 'con_staff',
      upsert: true,
      external_id: 'batch 7',
      send_completion_email: false,
    })
  })

  it('may be a dry run', async () => {
    expect((await read({}, 'dry_run=true')).dryRun).toBe(true)
  })

  const bad: [string, Record<string, string>][] = [
    ['connection_id is not taken: name the connection as connection', { connection_id: 'con_users' }],
    ['connection must be one of the supported connections', { connection: 'con_users' }],
    ['connection must be one of the supported connections', { connection: 'toString' }],
    ['connection must not be empty', { connection: '' }],
    ['external_id must not be empty', { external_id: '' }],
    ['upsert must be true or false', { upsert: 'yes' }],
    ['upsert must be true or false', { upsert: 'TRUE' }],
    ['send_completion_email must be true or false', { send_completion_email: '' }],
    ['unknown is not a field of this form', { unknown: '1' }],
    ['constructor is not a field of this form', { constructor: '1' }],
    ['__proto__ is not a field of this form', JSON.parse('{"__proto__":"{}"}')],
  ]
  it.each(bad)('is refused: %s', async (message, fields) => {
    expect(await thrownBy(() => read(fields))).toMatchObject({ code: 'invalid_request', message })
  })

  it.each(['false', '1', 'TRUE', '', 'true&dry_run=true'])('is refused for dry_run=%s', async (value) => {
    expect((await thrownBy(() => read({}, `dry_run=${value}`))).code).toBe('invalid_request')
  })

  it('needs a connection', async () => {
    const noDefault = managing({ supportedConnectionsMap: MAP })
    const { message } = await thrownBy(() => read({}, '', noDefault))
    expect(message).toBe('connection is missing, and there is no default')
  })

  it('needs the ids of the connections', async () => {
    const unmapped = managing({ supportedConnections: ['users'], defaultCreateUserConnection: 'users' })
    const { code, message } = await thrownBy(() => read({}, '', unmapped))
    expect([code, message]).toEqual(['invalid_request', 'Import needs supportedConnectionsMap in the configuration'])
  })
})
