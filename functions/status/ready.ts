import { readEnvironment } from '#shared/environment'
import { endpoint } from '#shared/http/endpoint'
import { json } from '#shared/http/responses'
import { createCache } from '#shared/sessions/cache'
import { createTable } from '#shared/sessions/table'

const environment = readEnvironment()
const cache = createCache({ table: createTable(environment.table), clock: Date.now })

/** `GET /-/ready`: the table answers; `temporarily_unavailable` when it does not. */
export const handler = endpoint(async () => {
  await cache.read('ready')
  return json({ status: 'OK' })
})
