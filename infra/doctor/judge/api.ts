import * as v from 'valibot'
import type { Answer } from '#infra/doctor/ask/http'
import { ok, type Result, warning, wrong } from '#infra/doctor/result'
import type { Told } from '#infra/doctor/told'

const SUBJECT = 'API'

const CheckUpSchema = v.object({ checks: v.record(v.string(), v.string()) })

/** Judges what the API answers at `/-/check-up`. @param url of the API, without a final slash */
export function judgeApi(url: string, answer: Told<Answer>): Result {
  const look = 'Look at the alarms and the log: docs/operations.md'
  if ('untold' in answer) return wrong(SUBJECT, `It can't be used at ${url}: ${answer.untold.says}`, look)
  const { status, body } = answer.told
  if (status === 200) return ok(SUBJECT, `It answers at ${url}`)
  const checked = v.safeParse(CheckUpSchema, body)
  const failing = checked.success ? Object.entries(checked.output.checks).filter(([, state]) => state !== 'OK') : []
  const names = failing.map(([name]) => name)
  if (names.length === 0) return wrong(SUBJECT, `It answers ${status} at ${url}/-/check-up`, look)
  if (names.includes('table')) return wrong(SUBJECT, `It answers at ${url}, but can't reach its table`, look)
  // The tenants have checks of their own, which find more.
  return warning(SUBJECT, `It answers at ${url}, but can't reach ${names.join(', ')}`, look)
}

/** Judges whether browsers are sent to where the API is. @param projectUrl the parameter; undefined where none is used */
export function judgeProjectUrl(url: string, projectUrl: string | undefined): readonly Result[] {
  if (projectUrl === undefined) return []
  if (projectUrl === url) return [ok(SUBJECT, 'PROJECT_URL is its address')]
  const says = `PROJECT_URL is ${projectUrl}, not the API's own ${url}`
  return [
    warning(SUBJECT, says, 'Right where a proxy of yours stands before the API; else set PROJECT_URL and deploy again'),
  ]
}
