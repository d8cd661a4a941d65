import type { StageRow } from '#infra/stages'
import { faultOf, type ListedParameter, type ParameterList } from './parameter-list.ts'

/** What `npm run params -- dev` prints: each parameter with its state and what it is for; of plain ones the value. */
export function parameterTable({ name: stage }: StageRow, list: ParameterList): string {
  const width = Math.max(...list.parameters.map(({ name }) => name.length))
  const lines = list.parameters.flatMap((parameter) => linesOf(parameter, width, list.facts.url))
  const parts = [`Parameters of ${stage}, /auth0-client/${stage}/NAME:`, lines.join('\n'), ...advice(stage, list)]
  return `${parts.join('\n\n')}\n`
}

function linesOf(parameter: ListedParameter, width: number, url: string | undefined): readonly string[] {
  const { name, secret, keys, held } = parameter
  const indent = ' '.repeat(width + 12)
  const elsewhere = name === 'PROJECT_URL' && url !== undefined && held?.value !== url
  return [
    `  ${name.padEnd(width)}  ${secret ? 'secret' : 'plain '}  ${stateOf(parameter)}`,
    `${indent}${keys.join(', ')}`,
    ...(elsewhere ? [`${indent}the API is at ${url}`] : []),
  ]
}

function stateOf(parameter: ListedParameter): string {
  const { secret, held } = parameter
  const fault = faultOf(parameter)
  if (fault === 'missing' || !held) return 'MISSING'
  if (fault) return `A ${held.type}, must be a ${secret ? 'SecureString' : 'String'}`
  const changed = held.changed?.toISOString().slice(0, 16).replace('T', ' ') ?? ''
  return secret ? `set ${changed}` : `set ${changed}  ${held.value}`
}

function advice(stage: string, { parameters, faults, facts }: ParameterList): readonly string[] {
  const mistyped = parameters.filter((parameter) => faultOf(parameter) === 'of the wrong type')
  const unset = parameters.filter((parameter) => faultOf(parameter) !== undefined)
  const paths = mistyped.map(({ name }) => `  aws ssm delete-parameter --name /auth0-client/${stage}/${name}`)
  const commands = unset.map(({ name }) => `  npm run params -- ${stage} set ${name}`)
  const wrong = faults.map(({ key, why }) => `  ${key} ${why}`)
  return [
    ...section(
      `The data stack is not there yet, it comes first: npm run deploy -- ${stage}`,
      [],
      facts.key === undefined,
    ),
    ...section('A type can’t be changed, so delete:', paths),
    ...section(
      `To set: ${commands.length} of ${parameters.length}. Each is asked for, or read from standard input:`,
      commands,
    ),
    ...section('The configuration can’t be used with these values:', wrong),
    ...section(`All ${parameters.length} are set.`, [], unset.length + faults.length === 0),
  ]
}

function section(title: string, lines: readonly string[], shown = lines.length > 0): readonly string[] {
  return shown ? [[title, ...lines].join('\n')] : []
}
