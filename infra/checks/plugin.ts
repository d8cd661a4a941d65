import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib'
import { readTemplate } from '#infra/template'
import { rules } from './rules.ts'

/** Runs our own rules at every synth; each finding is an error. */
export const ownRules: IPolicyValidationPlugin = {
  name: 'Auth0 Client',
  ruleIds: Object.keys(rules),
  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) => {
      const template = readTemplate(templatePath)
      return Object.entries(rules).flatMap(([ruleName, rule]) =>
        rule(template).map(({ id, says }) => ({
          ruleName,
          description: says,
          severity: 'error',
          violatingResources: [{ resourceLogicalId: id, templatePath, locations: [] }],
        })),
      )
    })
    return { success: violations.length === 0, violations }
  },
}
