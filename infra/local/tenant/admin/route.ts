/** What an admin call refers to and does not exist; answered with 404. */
export class NotFound extends Error {}

export interface AdminRequest {
  body: unknown
  /** The decoded value of `{id}` in the path. */
  id: string
}

/** One admin call; what it returns is the JSON answer, nothing is 204. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  serve(request: AdminRequest): unknown
}
