import { objectOf, resourcesOf, type Template } from '#infra/template'
import type { Finding, Rule } from './finding.ts'

/** Lambda's limit for all variables of a function, in bytes. */
const ENVIRONMENT_LIMIT = 4096
/** What a value that is only known at deploy time is taken for: a long address, in bytes. */
const UNKNOWN_VALUE = 150

/** Rules of the functions. */
export const functionRules: Readonly<Record<string, Rule>> = {
  'environment-size': environmentSize,
  'environment-names': environmentNames,
  'environment-secrets': environmentSecrets,
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function environmentSize(template: Template): readonly Finding[] {
  return environments(template).flatMap(({ id, variables }) => {
    const size = variables.reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0)
    if (size <= ENVIRONMENT_LIMIT) return []
    return [
      { id, says: `Its variables are about ${size} bytes, Lambda takes ${ENVIRONMENT_LIMIT}; use fewer placeholders` },
    ]
  })
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html reserved variables */
function environmentNames(template: Template): readonly Finding[] {
  return environments(template).flatMap(({ id, variables }) =>
    variables
      .filter(([name]) => name.startsWith('AWS_') || name.startsWith('_') || name === 'TZ')
      .map(([name]) => ({ id, says: `The variable ${name} is Lambda's own; rename it` })),
  )
}

/** A secret in a variable is read by whoever may look at the function. */
function environmentSecrets(template: Template): readonly Finding[] {
  return environments(template).flatMap(({ id, variables }) =>
    variables
      .filter(([, value]) => JSON.stringify(value).includes('{{resolve:'))
      .map(([name]) => ({
        id,
        says: `The variable ${name} would hold a secret; the function must read it at run time`,
      })),
  )
}

function environments(template: Template) {
  return resourcesOf(template, 'AWS::Lambda::Function').map(({ id, properties }) => {
    const { Variables } = objectOf(properties['Environment'])
    return { id, variables: Object.entries(objectOf(Variables)) }
  })
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : UNKNOWN_VALUE
}
