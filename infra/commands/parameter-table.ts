import type { StageRow } from '#infra/stages'
import { faultOf, type NeededParameter } from './parameter-list.ts'

/**
 * What `npm run params -- dev` prints: each parameter with its state and what it is for; of plain ones the value.
 *
 * @param url the API's address, once it is deployed
 */
export function parameterTable(
  { name: stage }: StageRow,
  parameters: readonly NeededParameter[],
  url: string | undefined,
): string {
  const width = Math.max(...parameters.map(({ name }) => name.length))
  const lines = parameters.map((parameter) => {
    const { name, secret, keys } = parameter
    return [
      `  ${name.padEnd(width)}  ${secret ? 'secret' : 'plain '}  ${stateOf(parameter)}`,
      `  ${' '.repeat(width)}          ${keys.join(', ')}${hintOf(parameter, url)}`,
    ].join('\n')
  })
  return `Parameters of ${stage}, /auth0-client/${stage}/NAME:\n\n${lines.join('\n')}\n\n${summary(stage, parameters)}\n`
}

function stateOf(parameter: NeededParameter): string {
  const fault = faultOf(parameter)
  if (fault === 'missing') return 'MISSING'
  if (fault) return `IS ${fault.toUpperCase()}: delete it (aws ssm delete-parameter) and set it anew`
  const changed = parameter.held?.changed?.toISOString().slice(0, 16).replace('T', ' ') ?? ''
  return parameter.secret ? `set ${changed}` : `set ${changed}  ${parameter.held?.value}`
}

function hintOf({ name, held }: NeededParameter, url: string | undefined): string {
  return name === 'PROJECT_URL' && url !== undefined && held?.value !== url ? `\n      The API is at ${url}` : ''
}

function summary(stage: string, parameters: readonly NeededParameter[]): string {
  const faults = parameters.filter((parameter) => faultOf(parameter) !== undefined)
  if (faults.length === 0) return `All ${parameters.length} are set.`
  const commands = faults.map(({ name }) => `  npm run params -- ${stage} set ${name}`)
  return `${faults.length} of ${parameters.length} are missing or wrong. Each is asked for, or read from standard input:\n${commands.join('\n')}`
}
