import { expect, test } from 'vitest'
import { type GatewayRoute, matchRoute } from '#infra/local/match'
import { pathSegments } from '#infra/local/target'

const routes: readonly GatewayRoute[] = [
  { method: 'GET', path: '/users/{id}', file: 'one' },
  { method: 'GET', path: '/users/me', file: 'me' },
  { method: 'PATCH', path: '/users/{id}', file: 'update' },
  { method: 'GET', path: '/users/{id}/jobs/{job}', file: 'job' },
  { method: 'GET', path: '/users/import/jobs/{job}', file: 'import' },
  { method: 'GET', path: '/-/ready', file: 'ready' },
  { method: 'GET', path: '/files/{path+}', file: 'files' },
  { method: 'GET', path: '/files/{owner}/{path+}', file: 'of-owner' },
  { method: 'GET', path: '/files/{owner}/all', file: 'all-of-owner' },
  { method: 'GET', path: '/files/mine/{path+}', file: 'mine' },
]

test.each([
  ['GET', '/users/me', 'me', {}],
  ['GET', '/users/you', 'one', { id: 'you' }],
  ['PATCH', '/users/me', 'update', { id: 'me' }],
  ['GET', '/users/auth0%7C123', 'one', { id: 'auth0|123' }],
  ['GET', '/users/a%2Fb', 'one', { id: 'a/b' }],
  ['GET', '/users/a%252Fb', 'one', { id: 'a%2Fb' }],
  ['GET', '/users/..', 'one', { id: '..' }],
  ['GET', '/users/x/jobs/7', 'job', { id: 'x', job: '7' }],
  ['GET', '/users/import/jobs/7', 'import', { job: '7' }],
  ['GET', '/%2D/ready?x=/users/me', 'ready', {}],
  ['GET', '/files/', 'files', { path: '' }],
  ['GET', '/files/a', 'files', { path: 'a' }],
  ['GET', '/files/a/b/c%2Fd/', 'of-owner', { owner: 'a', path: 'b/c/d/' }],
  ['GET', '/files/a/', 'of-owner', { owner: 'a', path: '' }],
  ['GET', '/files//a', 'files', { path: '/a' }],
  ['GET', '/files/mine/a/b', 'mine', { path: 'a/b' }],
  ['GET', '/files/mine/all', 'all-of-owner', { owner: 'mine' }],
])('%s %s belongs to %s', (method, target, file, pathParameters) => {
  const match = matchRoute(routes, method, pathSegments(target) ?? [])
  expect(match?.route.file).toBe(file)
  expect(match?.pathParameters).toEqual(pathParameters)
})

test.each([
  ['GET', '/'],
  ['GET', '/users'],
  ['GET', '/users/'],
  ['GET', '/users/me/'],
  ['GET', '//users/me'],
  ['GET', '/Users/me'],
  ['GET', '/users%2Fme'],
  ['GET', '/x/../users/me'],
  ['POST', '/users/me'],
  ['HEAD', '/users/me'],
  ['get', '/users/me'],
  ['GET', '/files'],
  ['POST', '/files/a'],
  ['GET', '/filesa/b'],
])('%s %s belongs to nobody', (method, target) => {
  expect(matchRoute(routes, method, pathSegments(target) ?? [])).toBeUndefined()
})

test.each(['/users/%', '/users/%zz', '/users/%C3%28', 'http://example.com/users/me', '*', ''])(
  '%j is no path',
  (target) => {
    expect(pathSegments(target)).toBeUndefined()
  },
)
