/**
 * Whether the time of a refused login tells that a user exists: our own part of it, for people who have sessions here and
 * for names that nobody has, the tenant answering both alike and at once. `node test/bench/enumeration.ts`, with a number
 * of pairs if 500 are not enough.
 */
import { startStage } from '#infra/local/stage'
import { configOf, website } from '../support/config.ts'
import { send } from '../support/http.ts'
import { logInApp, logInSite } from '../support/login.ts'
import { tenantAdmin } from '../support/tenant.ts'

const WARM_UP = 50

/** What the tenant says of both; the answer to a wrong password is Auth0's. */
const REFUSAL = { status: 403, body: { error: 'invalid_grant', error_description: 'Wrong email or password.' } }

/** As many names of each kind: none is tried so often that attempts are limited. */
const PEOPLE = 100
const CONNECTION = 'staff'

const pairs = Math.min(Number(process.argv[2] ?? 500), 9 * PEOPLE - WARM_UP)
const clients = {
  app: { supportedConnections: [CONNECTION] },
  site: { ...website, supportedConnections: [CONNECTION] },
}
const stage = await startStage({ config: configOf(clients), onLog: () => undefined })
const admin = tenantAdmin(stage.tenantUrl ?? '')
const headers = { 'client-type': 'app' }

const names = (kind: string) => Array.from({ length: PEOPLE }, (_, number) => `${kind}-${number}@example.com`)
const [people, strangers] = [names('known'), names('other')]
for (const email of people) {
  const password = 'First-Password-1'
  await admin.addUser({ user_id: `auth0|${email}`, email, password, connection: CONNECTION })
  await logInApp(stage.url, 'app', { username: email, password })
  await logInSite(stage.url, 'site', { username: email, password })
}
await admin.fault({ path: '/oauth/token', kind: 'status', times: 1_000_000, ...REFUSAL })
await admin.fault({ path: '/dbconnections/change_password', kind: 'status', times: 1_000_000, status: 200, body: 'ok' })

const one = (all: readonly string[], number: number) => all[(number + WARM_UP) % PEOPLE] ?? ''
const logIn = (username: string) =>
  send(`${stage.url}/oauth/token`, {
    headers,
    form: { grant_type: 'password', username, password: 'Wrong-Password-9' },
  })
const ask = (email: string) => send(`${stage.url}/change-password`, { headers, json: { email } })

async function millisecondsOf(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

const at = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN

/** Half the width of the 95 % interval of the median difference, by the order statistics of the differences. */
function judge(differences: readonly number[]) {
  const sorted = differences.toSorted((a, b) => a - b)
  const spread = 0.98 / Math.sqrt(sorted.length)
  return { median: at(sorted, 0.5), low: at(sorted, 0.5 - spread), high: at(sorted, 0.5 + spread) }
}

process.stdout.write('                 known ms  unknown ms   median difference (95 % interval), ms\n')
for (const [name, call] of [
  ['password login', logIn],
  ['change password', ask],
] as const) {
  const times: [number, number][] = []
  for (let number = -WARM_UP; number < pairs; number++) {
    // By turns, each first as often as the other: whatever slows the machine slows both.
    const order = number % 2 === 0 ? [people, strangers] : [strangers, people]
    const [first, second] = [one(order[0] ?? [], number), one(order[1] ?? [], number)]
    const [mine, theirs] = [await millisecondsOf(() => call(first)), await millisecondsOf(() => call(second))]
    if (number >= 0) times.push(number % 2 === 0 ? [mine, theirs] : [theirs, mine])
  }
  const [own, others] = [0, 1].map((side) => times.map((pair) => pair[side] ?? 0).toSorted((a, b) => a - b))
  const { median, low, high } = judge(times.map(([a, b]) => a - b))
  const figures = [at(own ?? [], 0.5), at(others ?? [], 0.5)].map((figure) => figure.toFixed(2).padStart(10))
  const interval = `(${low.toFixed(3)} to ${high.toFixed(3)})`
  process.stdout.write(`${name.padEnd(15)} ${figures.join('  ')}   ${median.toFixed(3)} ${interval}\n`)
}
await stage.close()
