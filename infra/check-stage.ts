import type { Fault } from '#shared/config/schema'
import { checkOrigin, type Report } from '#shared/config/values'
import { LONGEST_ITEM } from '#shared/environment'
import type { Configuration } from './configuration.ts'
import type { StageRow } from './stages.ts'

/**
 * Judges a stage's row, by itself and with the configuration: what would only fail when it is deployed, or worse, at a
 * user's login.
 *
 * @returns every fault by its key, such as `clients.cms.allowedOrigins.0`
 */
export function checkStage(row: StageRow, { shape, plain }: Configuration): readonly Fault[] {
  const faults: Fault[] = []
  const report: Report = (key, why) => faults.push({ key, why })
  const own: Report = (key, why) => report(`stages.${row.name}.${key}`, why)
  checkPlace(row, own)
  row.allowedOrigins.forEach((origin, i) => {
    checkStageOrigin(origin, plain, (why) => own(`allowedOrigins.${i}`, why))
  })
  for (const [type, { allowedOrigins = [] }] of Object.entries(shape.clients)) {
    allowedOrigins.forEach((origin, i) => {
      if (row.allowedOrigins.includes(origin)) return
      const why = `is "${origin}", which the stage ${row.name} does not allow; add it to its allowedOrigins`
      report(`clients.${type}.allowedOrigins.${i}`, why)
    })
  }
  return faults
}

function checkPlace({ account, region, domain, sessionSeconds, alarms }: StageRow, report: Report): void {
  if (!/^\d{12}$/.test(account)) report('account', `is "${account}"; it must be an account's 12 digits`)
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) report('region', `is "${region}"; it must be a region such as eu-west-1`)
  if (!(sessionSeconds >= 60 && sessionSeconds <= LONGEST_ITEM)) {
    report('sessionSeconds', `is ${sessionSeconds}; it must be 60 to ${LONGEST_ITEM} (40 days)`)
  }
  const place = `arn:aws:acm:${region}:${account}:certificate/`
  if (domain && !domain.certificateArn.startsWith(place)) {
    report('domain.certificateArn', `must begin with ${place}: an HTTP API takes certificates of its own region only`)
  }
  if (alarms !== 'off' && !/^[^@\s]+@[^@\s]+$/.test(alarms.email)) {
    report('alarms.email', `is "${alarms.email}"; it must be an address, or alarms must be 'off'`)
  }
}

function checkStageOrigin(origin: string, plain: readonly string[], report: (why: string) => void): void {
  if (origin.includes('*')) report('must name one origin: with a * any page could use the cookie')
  checkOrigin(origin, '', (_, why) => report(why))
  for (const [whole, name = ''] of origin.matchAll(/\{\{(\w+)\}\}/g)) {
    if (!plain.includes(name)) report(`needs ${whole}, an unknown placeholder: the configuration does not use it`)
  }
}
