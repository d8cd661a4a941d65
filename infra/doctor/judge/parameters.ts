import type { Parameter } from '#infra/doctor/ask/parameters'
import { ok, type Result, unknown, wrong } from '#infra/doctor/result'
import type { Told, Untold } from '#infra/doctor/told'

const PLAIN = 'Parameters'
const SECRETS = 'Secrets'

/** Judges a plain parameter: CloudFormation fills variables from the type String alone. */
export function judgePlain(stage: string, name: string, parameter: Told<Parameter>): Result {
  if ('untold' in parameter) return judgeGap(PLAIN, stage, name, parameter.untold)
  const { type } = parameter.told
  if (type === 'String') return ok(PLAIN, `${name} is there`)
  return wrong(PLAIN, `${name} is a ${type}, which no stack can read: it must be a String`, again(stage, name))
}

/** Judges a secret: there, sealed, and it can be opened. */
export function judgeSecret(stage: string, name: string, parameter: Told<Parameter>): Result {
  if ('untold' in parameter) return judgeGap(SECRETS, stage, name, parameter.untold)
  const { type } = parameter.told
  if (type === 'SecureString') return ok(SECRETS, `${name} is there and decrypts`)
  const advice = `${again(stage, name)}; whoever could read it knows the secret: make a new one at Auth0`
  return wrong(SECRETS, `${name} is a ${type}, in clear: it must be a SecureString`, advice)
}

function judgeGap(subject: string, stage: string, name: string, gap: Untold): Result {
  if (gap.why !== 'absent') return unknown(subject, `Whether ${name} can be read`, gap)
  return wrong(subject, `${name} can't be read: ${gap.says}`, set(stage, name))
}

function set(stage: string, name: string): string {
  return `npm run params -- ${stage} set ${name}`
}

/** SSM changes the type of no parameter. */
function again(stage: string, name: string): string {
  return `Delete the parameter, then ${set(stage, name)}`
}
