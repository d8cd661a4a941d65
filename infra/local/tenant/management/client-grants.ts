import { createHash } from 'node:crypto'
import { CHECKPOINT, checkpointOf, PAGING, pageOf } from './paging.ts'
import { route } from './route.ts'

const listClientGrants = route({
  method: 'GET',
  path: '/client-grants',
  scopes: ['read:client_grants'],
  query: {
    type: 'object',
    properties: { ...PAGING, ...CHECKPOINT, client_id: { type: 'string' }, audience: { type: 'string' } },
  },
  serve({ core, query }) {
    const grants = [...core.applications.values()].flatMap(({ clientId, clientGrants = {} }) =>
      Object.entries(clientGrants).map(([audience, scope]) => ({
        id: grantId(clientId, audience),
        client_id: clientId,
        audience,
        scope,
      })),
    )
    const wanted = grants
      .filter(({ client_id }) => query.client_id === undefined || client_id === query.client_id)
      .filter(({ audience }) => query.audience === undefined || audience === query.audience)
    if (query.from === undefined && query.take === undefined) {
      return { status: 200, body: pageOf(wanted, 'client_grants', query) }
    }
    const { shown, ...next } = checkpointOf(wanted, query)
    return { status: 200, body: { client_grants: shown, ...next } }
  },
})

/**
 * `GET /client-grants`: what applications may do with APIs in their own name.
 *
 * @see https://auth0.com/docs/api/management/v2/client-grants/get-client-grants
 */
export const clientGrantRoutes = [listClientGrants]

function grantId(clientId: string, audience: string): string {
  return `cgr_${createHash('sha256').update(`${clientId} ${audience}`).digest('hex').slice(0, 16)}`
}
