import type { Core } from '../core.ts'
import { hasRotation } from '../oauth/clients.ts'
import { FIELDS, PAGING, pageOf } from './paging.ts'
import { revokeRefreshTokens, type TokenFamily, tokenFamilies } from './refresh-tokens.ts'
import { route } from './route.ts'
import { NOTHING } from './schema/schema.ts'
import { pick } from './users/profile.ts'

/** `GET /device-credentials`: the refresh tokens of users, a family of rotating ones as one. */
const listCredentials = route({
  method: 'GET',
  path: '/device-credentials',
  scopes: ['read:device_credentials'],
  query: {
    type: 'object',
    properties: {
      ...PAGING,
      per_page: { type: 'integer', minimum: 1, maximum: 100, description: 'Number of results per page.' },
      ...FIELDS,
      user_id: { type: 'string', description: 'user_id of the devices to retrieve.' },
      client_id: { type: 'string', description: 'client_id of the devices to retrieve.' },
      type: { type: 'string', enum: ['public_key', 'refresh_token', 'rotating_refresh_token'] },
    },
  },
  serve({ core, query }) {
    const { user_id, client_id } = query
    // Auth0 fills the type in where pages are asked for.
    const paged = query.page !== undefined || query.per_page !== undefined
    const type = query.type ?? (paged ? 'refresh_token' : undefined)
    const credentials = tokenFamilies(core)
      .map((family) => credentialOf(core, family))
      .filter((credential) => user_id === undefined || credential.user_id === user_id)
      .filter((credential) => client_id === undefined || credential.client_id === client_id)
      .filter((credential) => type === undefined || isOfType(core, credential.type, type))
    const shown = credentials.map((credential) => pick(credential, query))
    return { status: 200, body: pageOf(shown, 'device_credentials', query) }
  },
})

/** `DELETE /device-credentials/{id}`: revokes the refresh token and its family; 204 for an unknown id too. */
const deleteCredential = route({
  method: 'DELETE',
  path: '/device-credentials/{id}',
  scopes: ['delete:device_credentials'],
  query: NOTHING,
  serve({ core, id }) {
    revokeRefreshTokens(core, (family) => family.id === id)
    return { status: 204 }
  },
})

/**
 * Device credentials, which every plan offers.
 *
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens
 */
export const credentialRoutes = [listCredentials, deleteCredential]

function credentialOf(core: Core, { id, userId, clientId }: TokenFamily) {
  const rotates = hasRotation(core, clientId)
  const type = rotates ? 'rotating_refresh_token' : 'refresh_token'
  return { id, device_name: '', type, user_id: userId, client_id: clientId }
}

/** Whether rotating tokens count as `refresh_token` Auth0 does not say. */
function isOfType(core: Core, actual: string, wanted: string): boolean {
  const together = !core.settings.current.rotatingCredentialsApart && wanted === 'refresh_token'
  return actual === wanted || together
}
