import * as v from 'valibot'
import type { Answer } from '#infra/doctor/ask/http'
import { ok, type Result, wrong } from '#infra/doctor/result'
import type { Told } from '#infra/doctor/told'

const MetadataSchema = v.object({ issuer: v.string() })

/** Subject of what is said of a tenant. */
export function tenantSubject(auth0Url: string): string {
  return `Tenant ${auth0Url}`
}

/**
 * Judges a tenant's metadata: ID tokens are only taken from this very issuer (OpenID Connect Discovery section 4.3).
 *
 * @param auth0Url without a final slash
 */
export function judgeTenant(auth0Url: string, answer: Told<Answer>): Result {
  const subject = tenantSubject(auth0Url)
  const advice = 'Is AUTH0_URL right? Is the tenant up: https://status.auth0.com'
  if ('untold' in answer) return wrong(subject, `It can't be used: ${answer.untold.says}`, advice)
  const { status, body } = answer.told
  if (status !== 200) return wrong(subject, `It answers ${status} instead of its metadata`, advice)
  const checked = v.safeParse(MetadataSchema, body)
  if (!checked.success) return wrong(subject, 'It answers, but not as a tenant does', advice)
  if (checked.output.issuer === `${auth0Url}/`) return ok(subject, 'It answers')
  return wrong(subject, `Its issuer is another: ${checked.output.issuer}`, 'Name the tenant as its ID tokens do')
}
