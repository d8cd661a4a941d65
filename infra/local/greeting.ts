import type { Client } from '#shared/config/config'
import { DEMO_USER } from './directory.ts'
import { CALLER_SECRET, CALLER_SECRET_HASH, DEFAULT_CONNECTION } from './placeholders.ts'
import type { Stage } from './stage.ts'

/** What of a stage is told to the person. */
type Greeted = Pick<Stage, 'url' | 'tenantUrl' | 'config' | 'ssmUrl' | 'dynamodbUrl'>

/**
 * What the stage prints when it is ready: its addresses, who may log in and how, and `listening on` as the last line.
 */
export function greeting(stage: Greeted): string {
  return [`${addresses(stage)}\n`, ...introduction(stage), `listening on ${stage.url}\n`].join('\n')
}

function addresses({ tenantUrl, config, ssmUrl, dynamodbUrl }: Greeted): string {
  const tenants = new Set([...config.clients.values()].map(({ auth0Url }) => auth0Url))
  const columns = { tenant: tenantUrl ?? [...tenants].join(' '), ssm: ssmUrl, dynamodb: dynamodbUrl }
  return Object.entries(columns)
    .map(([name, url]) => `${name.padEnd(10)}${url}`)
    .join('      ')
}

/** Nothing for another tenant: whom it knows, we don't. */
function introduction({ url, tenantUrl, config }: Greeted): readonly string[] {
  if (tenantUrl === undefined) return []
  const user = `demo user ${DEMO_USER.email}   password  ${DEMO_USER.password}   page      ${url}/\n`
  const client = [...config.clients.values()].find((each) => each.auth0Url === tenantUrl && canRefresh(each))
  if (!client) return [user]
  const callerHeader = headerOf(client, config.defaultClient)
  return [user, ...curls(url, callerHeader, client.defaultConnection ?? client.supportedConnections[0])]
}

/** A client whose tokens reach the caller and can be renewed, and that we can speak for. */
function canRefresh({ website, scopes, secretHashes }: Client): boolean {
  const ours = secretHashes.length === 0 || secretHashes.includes(CALLER_SECRET_HASH)
  return !website && ours && scopes.includes('offline_access')
}

/** How a request names its client; the default one needs no name. */
function headerOf(client: Client, defaultClient: Client | undefined): readonly string[] {
  if (client.secretHashes.length > 0) return [`--header 'secret: ${CALLER_SECRET}'`]
  return client === defaultClient ? [] : [`--header 'client-type: ${client.type}'`]
}

function curls(url: string, callerHeader: readonly string[], connection = DEFAULT_CONNECTION): readonly string[] {
  const login = [
    `-X POST '${url}/oauth/token'`,
    ...callerHeader,
    `--header 'Content-Type: application/x-www-form-urlencoded'`,
    `--data-urlencode 'grant_type=password'`,
    `--data-urlencode 'username=${DEMO_USER.email}'`,
    `--data-urlencode 'password=${DEMO_USER.password}'`,
    `--data-urlencode 'connection=${connection}'`,
  ]
  const refresh = [
    `-X POST '${url}/oauth/refreshtoken'`,
    ...callerHeader,
    `--header 'Content-type: application/json'`,
    `--header "authorization: Bearer $ACCESS_TOKEN"`,
    `-d "{ \\"refresh_token\\": \\"$REFRESH_TOKEN\\" }"`,
  ]
  const read = (path: string) =>
    curl([`'${url}${path}'`, ...callerHeader, `--header "authorization: Bearer $ACCESS_TOKEN"`])
  const variables = [
    `TOKENS=$(${curl(login, '--silent --location')})`,
    `ACCESS_TOKEN=${memberOf('accessToken')}`,
    `REFRESH_TOKEN=${memberOf('refreshToken')}`,
  ]
  const blocks = [
    curl(login),
    `${variables.join('\n')}\n${curl(refresh)}`,
    read('/userinfo'),
    read('/example/resource/'),
  ]
  return blocks.map((block) => `${block}\n`)
}

function curl(parts: readonly string[], flags = '--location'): string {
  return [`curl ${flags}`, ...parts].join(' \\\n    ')
}

/** Shell that takes a text out of the JSON in `$TOKENS`. */
function memberOf(name: string): string {
  return `$(printf '%s' "$TOKENS" | sed 's/.*"${name}": *"\\([^"]*\\)".*/\\1/')`
}
