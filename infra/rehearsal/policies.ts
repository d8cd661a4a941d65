import { runSimulation } from '@cloud-copilot/iam-simulate'
import { listOf, objectOf, resourcesOf, type Template } from '#infra/template'
import type { Resolve } from './resolver.ts'

/** One thing that a function wants to do. */
export interface Question {
  /** Logical id of the function. */
  readonly fn: string
  /** Such as `dynamodb:GetItem`. */
  readonly action: string
  /** ARN of what it is done to. */
  readonly resource: string
  readonly context?: Readonly<Record<string, string>>
}

/** Tells whether the policies of a stack allow it, as IAM would. @throws Error when the question is no question */
export type Judge = (question: Question) => Promise<boolean>

type Statement = Readonly<Record<string, unknown>>

/** The encryption context is any word that a service chooses, which the simulation does not know. */
const ENCRYPTION_CONTEXT = 'kms:EncryptionContext:PARAMETER_ARN'

/**
 * Makes the judge of a synthesized stack: each function has the statements of its role, and no others.
 *
 * @param account that the stack is said to be in
 */
export function createJudge(template: Template, resolve: Resolve, account: string): Judge {
  const known = new Map<string, Promise<boolean>>()
  const roles = new Map(
    resourcesOf(template, 'AWS::Lambda::Function').map(({ id, properties }) => [id, properties['Role']]),
  )
  const statements = statementsByRole(template, resolve)
  const judge: Judge = async ({ fn, action, resource, context = {} }) => {
    const role =
      String(resolve(roles.get(fn)))
        .split('/')
        .at(-1) ?? ''
    const applying = (statements.get(role) ?? []).flatMap((statement) => inEncryptionContext(statement, context))
    const { [ENCRYPTION_CONTEXT]: _, ...contextVariables } = context
    const answer = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${account}:assumed-role/${role}/${fn}`,
          action,
          resource: { resource, accountId: account },
          contextVariables,
        },
        identityPolicies: [{ name: role, policy: { Version: '2012-10-17', Statement: applying } }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        // The key's own policy leaves it to the policies of its account.
        ...(action.startsWith('kms:') && { resourcePolicy: keyPolicy(account) }),
      },
      {},
    )
    if (answer.resultType === 'error') throw new Error(`No question for IAM: ${JSON.stringify(answer.errors)}`)
    return answer.overallResult === 'Allowed'
  }
  return (question) => {
    const key = JSON.stringify(question)
    const answer = known.get(key) ?? judge(question)
    known.set(key, answer)
    return answer
  }
}

function statementsByRole(template: Template, resolve: Resolve): ReadonlyMap<string, readonly Statement[]> {
  const byRole = new Map<string, Statement[]>()
  for (const { properties } of resourcesOf(template, 'AWS::IAM::Policy')) {
    const { Statement } = objectOf(resolve(properties['PolicyDocument']))
    for (const role of listOf(resolve(properties['Roles'])).map(String)) {
      byRole.set(role, [...(byRole.get(role) ?? []), ...listOf(Statement).map(objectOf)])
    }
  }
  return byRole
}

/** The statement without its condition on the encryption context, where that holds; else nothing. */
function inEncryptionContext(statement: Statement, context: Readonly<Record<string, string>>): readonly Statement[] {
  const condition = objectOf(statement['Condition'])
  const { [ENCRYPTION_CONTEXT]: allowed, ...others } = objectOf(condition['StringEquals'])
  if (allowed === undefined) return [statement]
  if (!listOf([allowed].flat()).includes(context[ENCRYPTION_CONTEXT])) return []
  return [{ ...statement, Condition: { ...condition, StringEquals: others } }]
}

function keyPolicy(account: string) {
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
  return { Version: '2012-10-17', Statement: [root] }
}
