import * as v from 'valibot'
import { type Told, untold } from '#infra/doctor/told'
import type { AskHttp } from './http.ts'

const texts = v.optional(v.nullable(v.array(v.string())))

/** Settings of an application, as far as logins depend on them. */
const ApplicationSchema = v.object({
  grant_types: v.array(v.string()),
  callbacks: texts,
  allowed_logout_urls: texts,
  refresh_token: v.optional(
    v.nullable(v.object({ rotation_type: v.string(), leeway: v.optional(v.nullable(v.number())) })),
  ),
  token_endpoint_auth_method: v.optional(v.nullable(v.string())),
  is_token_endpoint_ip_header_trusted: v.optional(v.nullable(v.boolean())),
})
export type Application = v.InferOutput<typeof ApplicationSchema>

const ConnectionSchema = v.object({ id: v.string(), name: v.string() })
export type Connection = v.InferOutput<typeof ConnectionSchema>

const GrantSchema = v.object({
  audience: v.string(),
  scope: v.optional(v.array(v.string()), []),
  allow_all_scopes: v.optional(v.boolean(), false),
})
export type Grant = v.InferOutput<typeof GrantSchema>

const ConnectionsSchema = v.object({ connections: v.array(ConnectionSchema), next: v.optional(v.nullable(v.string())) })

/** Without checkpoint paging some lists are bare arrays. */
const BareConnections = v.union([v.array(ConnectionSchema), ConnectionsSchema])
const GrantsSchema = v.union([v.array(GrantSchema), v.object({ client_grants: v.array(GrantSchema) })])

/** What is asked of the Management API: reads alone, in effects. */
export interface ManagementNeeds {
  readonly http: AskHttp
  /** Waits that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** Address of the tenant without a final slash. */
  readonly auth0Url: string
  /** Access token for the Management API. */
  readonly token: string
}

export type Management = ReturnType<typeof createManagement>

/**
 * The reading part of Auth0's Management API that the doctor uses.
 *
 * @see https://auth0.com/docs/api/management/v2
 */
export function createManagement(needs: ManagementNeeds) {
  return {
    auth0Url: needs.auth0Url,

    /** An application's settings; its secret is not among the fields that are asked for. */
    application(id: string): Promise<Told<Application>> {
      const fields = Object.keys(ApplicationSchema.entries).join(',')
      const path = `clients/${encodeURIComponent(id)}?fields=${fields}&include_fields=true`
      return get(needs, path, ApplicationSchema, 'read:clients')
    },

    /** The connections that are enabled for an application. */
    async connectionsOf(id: string): Promise<Told<readonly Connection[]>> {
      const all: Connection[] = []
      let from = ''
      do {
        const path = `clients/${encodeURIComponent(id)}/connections?take=50${from}`
        const page = await get(needs, path, ConnectionsSchema, 'read:connections and read:clients')
        if ('untold' in page) return page
        all.push(...page.told.connections)
        from = page.told.next ? `&from=${encodeURIComponent(page.told.next)}` : ''
      } while (from !== '')
      return { told: all }
    },

    /** The connections of a name: one or none. */
    async connections(name: string): Promise<Told<readonly Connection[]>> {
      const path = `connections?name=${encodeURIComponent(name)}&fields=id,name&include_fields=true`
      const found = await get(needs, path, BareConnections, 'read:connections')
      if ('untold' in found) return found
      return { told: 'connections' in found.told ? found.told.connections : found.told }
    },

    /** The grants of an application for an API. */
    async grants(id: string, audience: string): Promise<Told<readonly Grant[]>> {
      const query = new URLSearchParams({ client_id: id, audience })
      const found = await get(needs, `client-grants?${query}`, GrantsSchema, 'read:client_grants')
      if ('untold' in found) return found
      return { told: 'client_grants' in found.told ? found.told.client_grants : found.told }
    },
  }
}

/** How often a call is made when the tenant's rate limit is reached, and how long it waits between, in milliseconds. */
const [ATTEMPTS, WAIT] = [6, 1000]

async function get<Schema extends v.GenericSchema>(
  { http, pause, auth0Url, token }: ManagementNeeds,
  path: string,
  schema: Schema,
  scope: string,
): Promise<Told<v.InferOutput<Schema>>> {
  for (let attempt = 1; ; attempt += 1) {
    const asked = await http({ url: `${auth0Url}/api/v2/${path}`, bearer: token })
    if ('untold' in asked) return asked
    const { status, body } = asked.told
    if (status === 429 && attempt < ATTEMPTS) await pause(WAIT)
    else return read(status, body, schema, scope)
  }
}

function read<Schema extends v.GenericSchema>(
  status: number,
  body: unknown,
  schema: Schema,
  scope: string,
): Told<v.InferOutput<Schema>> {
  if (status === 404) return untold('absent', 'the tenant has none of this id')
  if (status === 403) return untold('refused', 'the management client may not read it', `Grant it the scope ${scope}`)
  const checked = v.safeParse(schema, body)
  if (status !== 200 || !checked.success)
    return untold('silent', `the Management API answers ${status}, not as expected`)
  return { told: checked.output }
}
