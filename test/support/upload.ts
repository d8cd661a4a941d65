import type { Call } from './http.ts'

const BOUNDARY = 'a-boundary-of-the-tests'

/** A form as `POST /users/import` takes it: the users' file and text fields. @param users a text stands as it is */
export function importForm(users: unknown, fields: Readonly<Record<string, string>> = {}): Call {
  const file = typeof users === 'string' ? users : JSON.stringify(users)
  const texts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value))
  const parts = [...texts, part('name="users"; filename="users.json"\r\ncontent-type: application/json', file)]
  return {
    raw: `${parts.join('')}--${BOUNDARY}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  }
}

function part(head: string, content: string): string {
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`
}
