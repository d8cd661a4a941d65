import type { Core } from '../../core.ts'
import { bodyOf } from '../../http/body.ts'
import type { Context } from '../../http/context.ts'
import type { Upload } from '../../http/upload.ts'
import { connectionNamed } from '../connections.ts'
import { refusals } from '../errors.ts'
import { fieldsOf } from '../input.ts'
import { route } from '../route.ts'
import { NOTHING, schema } from '../schema/schema.ts'
import { requireConnection } from '../users/rules.ts'
import { headOf } from './view.ts'

const LIMIT = 512_000
const MOST_ACTIVE = 2

const FORM = schema({
  type: 'object',
  properties: {
    connection_id: {
      type: 'string',
      pattern: '^con_[A-Za-z0-9]{16}$',
      description: 'connection_id of the connection to which users will be imported.',
    },
    upsert: { type: 'boolean' },
    external_id: { type: 'string', description: 'Customer-defined ID.' },
    send_completion_email: { type: 'boolean' },
  },
  required: ['connection_id'],
})

/**
 * `POST /jobs/users-imports`: takes a file of users; what is wrong with single ones shows in the job.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports
 */
export const importUsers = route({
  method: 'POST',
  path: '/jobs/users-imports',
  scopes: ['create:users'],
  query: NOTHING,
  serve({ core, ctx }) {
    const { upload, file } = readUpload(core, ctx)
    const form = fieldsOf(upload, FORM)
    const connection = connectionNamed(core, form.connection_id)
    if (connection === undefined) throw refusals.unknownConnection(400)
    requireConnection(core, connection)
    const active = core.jobs.all().filter((job) => job.type === 'users_import' && !job.outcome).length
    if (active >= MOST_ACTIVE) throw refusals.tooManyImports(active)
    const job = core.jobs.add({
      type: 'users_import',
      seconds: core.settings.current.jobSeconds,
      import: {
        connection,
        connectionId: form.connection_id,
        ...(form.external_id !== undefined && { externalId: form.external_id }),
        upsert: form.upsert ?? false,
        rows: parseRows(file),
      },
    })
    return { status: 202, body: headOf(job) }
  },
})

function readUpload(core: Core, ctx: Context): { upload: Upload; file: Buffer } {
  const { upload, size } = bodyOf(ctx)
  const { users, ...others } = upload?.files ?? {}
  const measured = core.settings.current.importLimit === 'payload' ? size : (users?.length ?? size)
  if (measured > LIMIT) throw refusals.tooLargePayload(LIMIT)
  if (!upload) throw refusals.invalidBody('The content type must be multipart/form-data.')
  if (upload.problem !== undefined) throw refusals.invalidBody(upload.problem)
  const [other] = Object.keys(others)
  if (other !== undefined) {
    throw refusals.invalidBody(`Payload validation error: 'Additional properties not allowed: ${other}'.`)
  }
  if (!users) throw refusals.invalidBody("Payload validation error: 'Missing required property: users'.")
  return { upload, file: users }
}

function parseRows(file: Buffer): unknown[] | null {
  try {
    const rows: unknown = JSON.parse(file.toString('utf8'))
    return Array.isArray(rows) ? rows : null
  } catch {
    return null
  }
}
