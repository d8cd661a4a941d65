import { alarmRules } from './alarms.ts'
import { apiRules } from './api.ts'
import type { Rule } from './finding.ts'
import { functionRules } from './functions.ts'
import { policyRules } from './policies.ts'
import { tableRules } from './table.ts'

/** What neither AWS's validation nor cdk-nag sees, by the rules' names. */
export const rules: Readonly<Record<string, Rule>> = {
  ...apiRules,
  ...functionRules,
  ...policyRules,
  ...tableRules,
  ...alarmRules,
}
