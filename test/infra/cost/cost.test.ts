import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterFree, billOf, listPrice } from '#infra/cost/bill'
import { containerBill } from '#infra/cost/container'
import { type Measured, memoriesOf, readMeasured } from '#infra/cost/measured'
import { parseOptions } from '#infra/cost/options'
import { pagePart } from '#infra/cost/page'
import { prices } from '#infra/cost/prices'
import { coldShare, flowsOf, type Team } from '#infra/cost/traffic'
import { durationsOf, workOf } from '#infra/cost/work'
import { functionLimits } from '#infra/function-limits'
import { stages } from '#infra/stages'

const measured = readMeasured()
const price = prices['us-east-1'] ?? expect.fail('There are no prices')
const { memoryMb } = functionLimits

function linesOf(team: Team, row = stages.prod) {
  return billOf(workOf(flowsOf(team), measured, memoryMb), team, row, price)
}
const sum = (lines: ReturnType<typeof linesOf>, cost = listPrice) => lines.reduce((all, line) => all + cost(line), 0)

const amountOf = (lines: ReturnType<typeof linesOf>, name: string) =>
  lines.find((line) => line.name === name)?.amount ?? expect.fail(`There is no line ${name}`)

describe('the bill of a month', () => {
  it('is the key and the alarms when nobody comes', () => {
    const lines = linesOf({ logins: 0, requests: 0, users: 0 })
    expect(lines.filter((line) => listPrice(line) > 0).map(({ name }) => name)).toEqual(['KMS, key', 'Alarms'])
    expect(sum(lines)).toBeCloseTo(1.9)
    expect(sum(linesOf({ logins: 0, requests: 0, users: 0 }, { ...stages.prod, alarms: 'off' }))).toBe(1)
  })

  it('is reckoned by what a request asks for', () => {
    const units = { reads: 1, writes: 2, table: 0, tenant: 0, secrets: 0 }
    const times = { 1024: { init: 100, first: 100, warm: 10 } }
    const one = { cold: units, warm: units, logBytes: 0, answerBytes: 0, times }
    const known: Measured = { date: '2026-11-26', machine: '', node: '', requests: { '/userinfo by cookie': one } }
    const work = workOf([{ request: '/userinfo by cookie', times: 10_000_000 }], known, 1024)
    // So many requests leave no pause in which an environment could go.
    expect(work.coldStarts).toBeCloseTo(0)
    expect(work).toMatchObject({ reads: 10_000_000, writes: 20_000_000 })
    // Lambda takes twice what it takes here: 20 ms each, with 1 GB.
    expect(work.gbSeconds).toBeCloseTo(200_000)
  })

  it('takes no less of gateway and table when more is done, and is no dearer by what is free', () => {
    const some = fc.record({ logins: fc.nat(1e6), requests: fc.nat(1e8), users: fc.nat(1e5) })
    fc.assert(
      fc.property(some, fc.constantFrom('logins', 'requests', 'users'), fc.nat(1e6), (team, key, more) => {
        const [less, greater] = [linesOf(team), linesOf({ ...team, [key]: team[key] + more })]
        // Of reads there may be fewer: a start reads the tenant's keys.
        for (const name of ['HTTP API', 'Lambda, calls', 'DynamoDB, writes', 'DynamoDB, storage']) {
          expect(amountOf(greater, name)).toBeGreaterThanOrEqual(amountOf(less, name) * 0.999)
        }
        expect(sum(less, afterFree)).toBeLessThanOrEqual(sum(less))
      }),
    )
  })

  it('has the start of a function in it, its calls, its lines and its secrets', () => {
    const cold = { reads: 1, writes: 0, table: 2, tenant: 1, secrets: 1 }
    const warm = { reads: 0, writes: 0, table: 1, tenant: 1, secrets: 0 }
    const one = { cold, warm, logBytes: 100, answerBytes: 1000, times: { 512: { init: 90, first: 60, warm: 5 } } }
    const known: Measured = { date: '2026-11-26', machine: '', node: '', requests: { 'GET /users': one } }
    // Twice 150 ms, TLS to three partners, two calls of the table, one of SSM and one of Auth0.
    expect(durationsOf(one, 512)).toEqual({ cold: 300 + 45 + 10 + 30 + 200, warm: 10 + 15 + 5 + 200 })
    const work = workOf([{ request: 'GET /users', times: 1 }], known, 512)
    expect(work.coldStarts).toBeCloseTo(1, 3)
    expect(work.gbSeconds).toBeCloseTo((585 / 1000) * 0.5, 3)
    expect(work.decryptions).toBeCloseTo(3, 2)
    expect([work.logBytes, work.answerBytes]).toEqual([100 + 350 + 52, 1000])
  })

  it('has the secrets in it that a warm function reads again', () => {
    const busy = workOf([{ request: '/web-login/callback', times: 1_000_000 }], measured, memoryMb)
    // Twelve times an hour, twelve hours a day.
    expect(busy.decryptions).toBeCloseTo(3 * 12 * 12 * 30, -2)
  })

  it('is a fifth of a container’s at most, for a small and a middle team', () => {
    const container = sum(containerBill(price, 1))
    for (const [logins, requests, users] of [[2000, 50_000, 500] as const, [10_000, 500_000, 2000] as const]) {
      expect(sum(linesOf({ logins, requests, users }))).toBeLessThan(container / 5)
    }
  })
})

it.each([
  [0, 1],
  [4320, Math.exp(-1)],
])('of %i requests a month, %d meet a cold start', (times, share) => {
  expect(coldShare(times)).toBeCloseTo(share)
})

it('docs/cost.md states what is reckoned', () => {
  expect(readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8')).toContain(pagePart(measured))
})

describe('npm run cost', () => {
  const options = (...args: string[]) => parseOptions(args, memoriesOf(measured))

  it('takes a team, a region and a memory', () => {
    const asked = ['--logins', '1', '--requests', '2', '--users', '3', '--region', 'us-east-1', '--memory', '512']
    const team = { logins: 1, requests: 2, users: 3 }
    expect(options(...asked)).toMatchObject({ team, region: 'us-east-1', price, memoryMb: 512 })
  })

  it.each([
    ['a region without prices', ['--region', 'mars-1'], /There are no prices of mars-1: eu-west-1, us-east-1/],
    ['a region by a name of every object', ['--region', 'constructor'], /no prices of constructor/],
    ['a memory that was not measured', ['--memory', '513'], /513 MB were not measured/],
    ['what is no number', ['--logins', 'many'], /--logins takes a whole number, not many/],
    ['a negative number', ['--users=-1'], /--users takes a whole number, not -1/],
    ['an option that there is not', ['--money'], /--help tells the options/],
    ['a team for the page', ['--write', '--logins', '5'], /--write .* takes no other option/],
  ])('refuses %s', (_, args, message) => {
    expect(() => options(...args)).toThrow(message)
  })
})
