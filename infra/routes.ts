/** One route of the HTTP API and the function behind it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** In API Gateway's own notation: `/users/{id}`. */
  readonly path: string
  /** The function's file under `functions/`, without its ending. */
  readonly file: string
}

/** What a function reaches beside its own code; the stack grants each need, and nothing else. */
export type Need = 'config' | 'table' | 'secrets'

/** THE list of endpoints: the API stack, the local gateway and the agreement test read it. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/authorize', file: 'authorize' },
  { method: 'POST', path: '/oauth/token', file: 'oauth/token' },
  { method: 'POST', path: '/refreshtoken', file: 'refreshtoken' },
  { method: 'POST', path: '/oauth/refreshtoken', file: 'refreshtoken' },
  { method: 'GET', path: '/logout', file: 'logout' },
  { method: 'POST', path: '/logout', file: 'logout' },
  { method: 'GET', path: '/userinfo', file: 'userinfo' },
  { method: 'GET', path: '/users/me', file: 'users/me' },
  { method: 'GET', path: '/users', file: 'users/list' },
  { method: 'POST', path: '/users', file: 'users/create' },
  { method: 'GET', path: '/users/count', file: 'users/count' },
  { method: 'GET', path: '/users/active', file: 'users/active' },
  { method: 'POST', path: '/users/import', file: 'users/import/start' },
  { method: 'GET', path: '/users/import/status/{jobId}', file: 'users/import/status' },
  { method: 'GET', path: '/users/import/status/{jobId}/errors', file: 'users/import/errors' },
  { method: 'PATCH', path: '/users/{id}', file: 'users/update' },
  { method: 'DELETE', path: '/users/{id}', file: 'users/remove' },
  { method: 'POST', path: '/users/{id}/change-password', file: 'users/change-password' },
  { method: 'POST', path: '/change-password', file: 'change-password' },
  { method: 'DELETE', path: '/sessions/{userId}', file: 'sessions/revoke' },
  { method: 'GET', path: '/web-login', file: 'web-login/start' },
  { method: 'GET', path: '/web-login/callback', file: 'web-login/callback' },
  { method: 'GET', path: '/-/healthz', file: 'status/healthz' },
  { method: 'GET', path: '/-/ready', file: 'status/ready' },
  { method: 'GET', path: '/-/check-up', file: 'status/check-up' },
]

/** The function that serves no route: other HTTP APIs of the account ask it, as their Lambda authorizer. */
export const AUTHORIZER = 'authorizer'

const SESSIONS_AND_TENANT: readonly Need[] = ['config', 'table', 'secrets']

/** What each function needs, by its file. */
export const needs: Readonly<Record<string, readonly Need[]>> = {
  [AUTHORIZER]: SESSIONS_AND_TENANT,
  authorize: ['config', 'table'],
  'oauth/token': SESSIONS_AND_TENANT,
  refreshtoken: SESSIONS_AND_TENANT,
  logout: SESSIONS_AND_TENANT,
  userinfo: SESSIONS_AND_TENANT,
  'users/me': SESSIONS_AND_TENANT,
  'users/list': SESSIONS_AND_TENANT,
  'users/create': SESSIONS_AND_TENANT,
  'users/count': SESSIONS_AND_TENANT,
  'users/active': SESSIONS_AND_TENANT,
  'users/import/start': SESSIONS_AND_TENANT,
  'users/import/status': SESSIONS_AND_TENANT,
  'users/import/errors': SESSIONS_AND_TENANT,
  'users/update': SESSIONS_AND_TENANT,
  'users/remove': SESSIONS_AND_TENANT,
  'users/change-password': SESSIONS_AND_TENANT,
  'change-password': ['config', 'table'],
  'sessions/revoke': SESSIONS_AND_TENANT,
  'web-login/start': ['config', 'table'],
  'web-login/callback': SESSIONS_AND_TENANT,
  'status/healthz': [],
  'status/ready': ['table'],
  'status/check-up': ['config', 'table'],
}
