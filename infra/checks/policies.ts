import { listOf, objectOf, resourcesOf, type Template } from '#infra/template'
import type { Finding, Rule } from './finding.ts'

/** Rules of the functions' permissions. */
export const policyRules: Readonly<Record<string, Rule>> = { 'policy-exact': policyExact }

/** Least privilege: every action and every resource by its name. */
function policyExact(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ id, properties }) =>
    listOf(objectOf(properties['PolicyDocument'])['Statement']).flatMap((statement) => {
      const { Action, Resource } = objectOf(statement)
      return wildcards([Action, Resource].flat()).map((what) => ({ id, says: `It allows ${what}; name each` }))
    }),
  )
}

function wildcards(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value) ?? '').filter((text) => text.includes('*'))
}
