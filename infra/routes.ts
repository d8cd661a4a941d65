/** One route of the HTTP API and the function behind it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** In API Gateway's own notation: `/users/{id}`. */
  readonly path: string
  /** The function's file under `functions/`, without its ending. */
  readonly file: string
}

/** What a function does with the table's items. */
export type ItemNeed = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem'
/** What it does with the table's indexes. */
export type IndexNeed = 'QueryByUser' | 'QueryBySid' | 'ScanByUser'
/** Whose secrets it reads: those of all clients, that of the management client. */
export type SecretNeed = 'clientSecrets' | 'managementSecret'

/** What a function reaches beside its own code; the stack grants each need, and nothing else. */
export type Need = 'config' | ItemNeed | IndexNeed | SecretNeed

/** THE list of endpoints: the API stack, the local gateway and the agreement test read it. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/authorize', file: 'authorize' },
  { method: 'POST', path: '/oauth/token', file: 'oauth/token' },
  { method: 'POST', path: '/refreshtoken', file: 'refreshtoken' },
  { method: 'POST', path: '/oauth/refreshtoken', file: 'refreshtoken' },
  { method: 'GET', path: '/logout', file: 'logout' },
  { method: 'POST', path: '/logout', file: 'logout' },
  { method: 'POST', path: '/backchannel-logout', file: 'backchannel-logout' },
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

/** Who is behind a bearer or a cookie, whose session is renewed when need be. */
const IDENTITY: readonly Need[] = ['config', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'clientSecrets']
/** The same, and the Management API. */
const MANAGEMENT: readonly Need[] = [...IDENTITY, 'managementSecret']

/** What each function needs, by its file. */
export const needs: Readonly<Record<string, readonly Need[]>> = {
  [AUTHORIZER]: IDENTITY,
  authorize: ['config', 'PutItem'],
  'oauth/token': [...IDENTITY, 'QueryByUser'],
  refreshtoken: [...IDENTITY, 'QueryByUser'],
  logout: ['config', 'GetItem', 'DeleteItem', 'QueryByUser', 'clientSecrets'],
  'backchannel-logout': [...IDENTITY, 'QueryByUser', 'QueryBySid'],
  userinfo: IDENTITY,
  'users/me': IDENTITY,
  'users/list': MANAGEMENT,
  'users/create': MANAGEMENT,
  'users/count': MANAGEMENT,
  'users/active': [...IDENTITY, 'ScanByUser'],
  'users/import/start': MANAGEMENT,
  'users/import/status': MANAGEMENT,
  'users/import/errors': MANAGEMENT,
  'users/update': [...MANAGEMENT, 'QueryByUser'],
  'users/remove': [...MANAGEMENT, 'QueryByUser'],
  'users/change-password': [...MANAGEMENT, 'QueryByUser'],
  'change-password': ['config', 'UpdateItem', 'DeleteItem'],
  'sessions/revoke': [...MANAGEMENT, 'QueryByUser'],
  'web-login/start': ['config', 'PutItem'],
  'web-login/callback': ['config', 'GetItem', 'PutItem', 'DeleteItem', 'QueryByUser', 'clientSecrets'],
  'status/healthz': [],
  'status/ready': ['GetItem'],
  'status/check-up': ['config', 'GetItem'],
}
