import * as v from 'valibot'
import type { ManagementClient } from '../../config/management.ts'
import { invalidRequest } from '../../errors.ts'
import { bodyParameters } from '../../http/parameters.ts'
import type { HttpEvent } from '../../http/request.ts'
import { managedConnection } from '../connection.ts'
import { type Form, readForm } from './multipart.ts'

/** Auth0's own limit of the users file. */
const MAX_BYTES = 512_000

const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'), v.maxLength(1024, 'is too long'))
const flag = v.pipe(
  v.picklist(['true', 'false'], 'must be true or false'),
  v.transform((word) => word === 'true'),
)
const Fields = v.object({
  connection: v.exactOptional(text),
  upsert: v.exactOptional(flag),
  external_id: v.exactOptional(text),
  send_completion_email: v.exactOptional(flag),
})
const KNOWN = Object.keys(Fields.entries)

/** What Auth0 is told of an import beside its users. */
export type ImportOptions = Omit<v.InferOutput<typeof Fields>, 'connection'> & { readonly connection_id: string }

/** A request for an import; its file is not judged yet. */
export interface ImportRequest {
  readonly file: Buffer
  readonly options: ImportOptions
  /** Judge the file only. */
  readonly dryRun: boolean
}

/**
 * Reads `POST /users/import`.
 *
 * @throws ServiceError `invalid_request` naming what is at fault, `unsupported_media_type`, `payload_too_large`
 */
export async function readImport(event: HttpEvent, client: ManagementClient): Promise<ImportRequest> {
  const { connectionIds } = client
  if (!connectionIds) throw invalidRequest('Import needs supportedConnectionsMap in the configuration')
  const dryRun = wantsDryRun(event)
  const { fields, file } = await readForm(event, { name: 'users', maxBytes: MAX_BYTES })
  const { connection, ...options } = readFields(event, fields)
  const connection_id = connectionIds.get(managedConnection(client, connection))
  if (connection_id === undefined) throw invalidRequest('connection must be one of supportedConnectionsMap')
  return { file, options: { ...options, connection_id }, dryRun }
}

/** Whoever speaks of a dry run must not start an import by a slip, such as an empty value. */
function wantsDryRun({ rawQueryString }: HttpEvent): boolean {
  const values = new URLSearchParams(rawQueryString).getAll('dry_run')
  if (values.length > 1 || values.some((value) => value !== 'true')) {
    throw invalidRequest('dry_run must be true, or left out')
  }
  return values.length === 1
}

function readFields(event: HttpEvent, fields: Form['fields']): v.InferOutput<typeof Fields> {
  if (fields.has('connection_id')) throw invalidRequest('connection_id is not taken: name the connection as connection')
  const unknown = [...fields.keys()].find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw invalidRequest(`${unknown.slice(0, 64)} is not a field of this form`)
  return bodyParameters({ ...event, body: Object.fromEntries(fields) }, Fields)
}
