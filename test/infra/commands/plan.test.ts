import { describe, expect, test } from 'vitest'
import { deploymentPlan, differencePlan, type Step } from '#infra/commands/plan'
import { stages } from '#infra/stages'

/** Each step as one would type it. */
const typed = (steps: readonly Step[]) => steps.map((step) => ('run' in step ? step.run.join(' ') : `(${step.check})`))

describe.each(Object.values(stages))('the plan of $name', (row) => {
  const [data, api] = [`Auth0Client-${row.name}-Data`, `Auth0Client-${row.name}-Api`]

  test('builds once, deploys the data, and the API only with all parameters', () => {
    expect(typed(deploymentPlan(row, false))).toEqual([
      'node infra/build.ts',
      `cdk deploy ${data} --exclusively --strict --no-lookups`,
      '(parameters)',
      `cdk deploy ${api} --exclusively --strict --no-lookups`,
    ])
  })

  test('asks nothing in a pipeline', () => {
    const deployments = typed(deploymentPlan(row, true)).filter((line) => line.startsWith('cdk '))
    expect(deployments).toHaveLength(2)
    for (const line of deployments) expect(line).toMatch(/ --require-approval never$/)
  })

  test('shows what would change in both stacks', () => {
    expect(typed(differencePlan(row))).toEqual(['node infra/build.ts', `cdk diff ${data} ${api} --no-lookups`])
  })
})
