import * as v from 'valibot'
import type { Explanation } from './explained.ts'

const AdvisorySchema = v.object({ name: v.string(), title: v.string(), severity: v.string(), url: v.string() })
// A package that is affected by way of another names that other one.
const VulnerabilitySchema = v.object({ via: v.array(v.union([v.string(), AdvisorySchema])) })
const ReportSchema = v.object({ vulnerabilities: v.record(v.string(), VulnerabilitySchema) })

/** A known vulnerability of a package that is installed. */
export interface Finding {
  /** `GHSA-xxxx-xxxx-xxxx` */
  readonly advisory: string
  readonly package: string
  readonly severity: string
  readonly title: string
}

/**
 * Reads what `npm audit --json` printed (audit report version 2).
 *
 * @see https://docs.npmjs.com/cli/commands/npm-audit
 * @returns each vulnerability once; undefined when npm could not ask, and printed no report
 */
export function readReport(printed: string): readonly Finding[] | undefined {
  const report = v.safeParse(v.pipe(v.string(), v.parseJson(), ReportSchema), printed)
  if (!report.success) return undefined
  const advisories = Object.values(report.output.vulnerabilities).flatMap(({ via }) =>
    via.filter((cause) => typeof cause !== 'string'),
  )
  const findings = advisories.map(({ name, title, severity, url }): [string, Finding] => {
    const advisory = url.slice(url.lastIndexOf('/') + 1)
    return [`${advisory} ${name}`, { advisory, package: name, severity, title }]
  })
  return [...new Map(findings).values()]
}

/** The findings that nothing explains on a day, such as `2027-01-31`. */
export function unexplained(
  findings: readonly Finding[],
  explanations: readonly Explanation[],
  today: string,
): readonly Finding[] {
  const holding = explanations.filter(({ until }) => today <= until).map(({ advisory }) => advisory)
  return findings.filter(({ advisory }) => !holding.includes(advisory))
}
