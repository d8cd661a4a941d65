import { describe, expect, it } from 'vitest'
import { readReport, unexplained } from '#infra/supply/findings'

const advisory = (id: string, name: string) => ({
  source: 1,
  name,
  dependency: name,
  title: `A fault of ${name}`,
  url: `https://github.com/advisories/${id}`,
  severity: 'high',
  cwe: [],
  cvss: { score: 0 },
  range: '<1.0.0',
})
const [first, second] = ['GHSA-aaaa-bbbb-cccc', 'GHSA-dddd-eeee-ffff']

/** As npm 11 prints it, shortened: what is affected by way of another names that other one. */
const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    outer: { name: 'outer', severity: 'high', isDirect: true, via: ['inner'], effects: [], range: '', nodes: [] },
    inner: { name: 'inner', severity: 'high', via: [advisory(first, 'inner')], effects: ['outer'], range: '<1.0.0' },
    twice: { name: 'twice', severity: 'high', via: ['inner', advisory(first, 'inner'), advisory(second, 'twice')] },
  },
  metadata: { vulnerabilities: { high: 3, total: 3 } },
})
const findings = [
  { advisory: first, package: 'inner', severity: 'high', title: 'A fault of inner' },
  { advisory: second, package: 'twice', severity: 'high', title: 'A fault of twice' },
]

describe('a report of npm audit', () => {
  it('holds each vulnerability once, by its advisory', () => {
    expect(readReport(report)).toEqual(findings)
  })

  it('that finds nothing is no failure', () => {
    expect(readReport('{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}')).toEqual([])
  })

  it.each([
    ['nothing', ''],
    ['an error of the registry', '{"message":"405 Method Not Allowed","error":{"summary":"","detail":""}}'],
    ['vulnerabilities of another shape', '{"vulnerabilities":{"inner":{"via":[{"title":"A fault"}]}}}'],
  ])('that is %s tells nothing, which is not the same', (_, printed) => {
    expect(readReport(printed)).toBeUndefined()
  })
})

describe('an explanation', () => {
  const explanation = { advisory: first, why: 'never reached', until: '2027-01-31' }

  it.each([
    ['covers its advisory', '2026-12-24', [second]],
    ['holds on its last day', '2027-01-31', [second]],
    ['holds no longer the day after', '2027-02-01', [first, second]],
  ])('%s', (_, today, left) => {
    expect(unexplained(findings, [explanation], today).map(({ advisory }) => advisory)).toEqual(left)
  })
})
