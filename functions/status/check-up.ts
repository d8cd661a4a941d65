import { createAsk } from '#shared/auth0/ask'
import { endpoint } from '#shared/http/endpoint'
import { json } from '#shared/http/responses'
import { createCache } from '#shared/sessions/cache'
import { createTable } from '#shared/sessions/table'
import { openStage } from '#shared/stage'

const stage = openStage()
const cache = createCache({ ...stage, table: createTable(stage.table) })
const ask = createAsk(stage)

/** `GET /-/check-up`: everything we depend on answers, each by its name. */
export const handler = endpoint(async () => {
  const tenants = new Set([...stage.config.clients.values()].map(({ auth0Url }) => auth0Url))
  const checks = Object.fromEntries(
    await Promise.all([
      check('table', () => cache.read('ready')),
      ...[...tenants].map((url) => check(url, () => answers(url))),
    ]),
  )
  const healthy = Object.values(checks).every((state) => state === 'OK')
  return json({ status: healthy ? 'OK' : 'KO', checks }, {}, healthy ? 200 : 503)
})

async function answers(url: string): Promise<void> {
  const { status } = await ask({ method: 'GET', url: `${url}/.well-known/openid-configuration` })
  if (status !== 200) throw new Error(`The tenant answers ${status}`)
}

async function check(name: string, run: () => Promise<unknown>): Promise<readonly [string, 'OK' | 'KO']> {
  return run().then(
    () => [name, 'OK'] as const,
    () => [name, 'KO'] as const,
  )
}
