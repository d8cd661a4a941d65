import { type Answer, DATABASE, send } from '../support.ts'
import { type Api, startApi } from './support.ts'

export const CONNECTION_ID = 'con_0000000000000001'

/** A tenant whose connections have ids that a test can name. */
export function startImporting(): Promise<Api> {
  return startApi({ connectionIds: { [DATABASE]: CONNECTION_ID, partners: 'con_0000000000000003' } })
}

/** Uploads a file of users, as text or as JSON; null as a field leaves it out. */
export function upload(
  api: Api,
  users: unknown,
  fields: Record<string, string | null> = {},
  file = 'users',
): Promise<Answer> {
  const form = new FormData()
  const text = typeof users === 'string' ? users : JSON.stringify(users)
  form.append(file, new Blob([text], { type: 'application/json' }), 'users.json')
  for (const [name, value] of Object.entries({ connection_id: CONNECTION_ID, ...fields })) {
    if (value !== null) form.append(name, value)
  }
  const headers = { authorization: `Bearer ${api.token}` }
  return send(api.tenant, '/api/v2/jobs/users-imports', { method: 'POST', headers, body: form })
}

/** Imports users and gives the job and its errors. */
export async function runImport(api: Api, users: unknown, fields: Record<string, string> = {}) {
  const { body } = await upload(api, users, fields)
  const { body: job } = await api.get(`/jobs/${body['id']}`)
  const { text } = await api.get(`/jobs/${body['id']}/errors`)
  return { job, errors: text === '' ? [] : JSON.parse(text) }
}

/** The first user with an email. */
export async function found(api: Api, email: string) {
  const { body } = await api.get(`/users-by-email?email=${email}`)
  return Object(body)[0]
}
