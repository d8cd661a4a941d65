import type { StageRow } from '#infra/stages'

/** One step of a deployment. */
export type Step =
  /** Another program: its name and arguments, none of which is a secret. */
  | { readonly run: readonly [string, ...string[]] }
  /** Stops when a parameter is missing: CloudFormation would only say so half-way. */
  | { readonly check: 'parameters' }

const BUILD: Step = { run: ['node', 'infra/build.ts'] }

/** Every finding of a check is an error, and nothing is looked up in the account. */
const STRICT = ['--strict', '--no-lookups']

/**
 * The steps that deploy a stage: the data stack first, since parameters are sealed with its key and the API stack needs
 * them.
 *
 * @param yes nothing is asked, for pipelines
 */
export function deploymentPlan(row: StageRow, yes: boolean): readonly Step[] {
  const approval = yes ? ['--require-approval', 'never'] : []
  const deploy = (part: 'Data' | 'Api'): Step => ({
    run: ['cdk', 'deploy', stackName(row, part), '--exclusively', ...STRICT, ...approval],
  })
  return [BUILD, deploy('Data'), { check: 'parameters' }, deploy('Api')]
}

/** The steps that show what a deployment would change. */
export function differencePlan(row: StageRow): readonly Step[] {
  return [BUILD, { run: ['cdk', 'diff', stackName(row, 'Data'), stackName(row, 'Api'), '--no-lookups'] }]
}

function stackName({ name }: StageRow, part: 'Data' | 'Api'): string {
  return `Auth0Client-${name}-${part}`
}
