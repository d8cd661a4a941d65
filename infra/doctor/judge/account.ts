import { ok, type Result, unknown, wrong } from '#infra/doctor/result'
import type { StageRow } from '#infra/stages'

const SUBJECT = 'AWS account'

/**
 * Judges whether we are signed in to the stage's own account.
 *
 * @param arns of the parameters that SSM has shown; an engine may tell none
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html form of the ARN
 */
export function judgeAccount(
  { account, region, name }: Pick<StageRow, 'account' | 'region' | 'name'>,
  arns: readonly (string | undefined)[],
): Result {
  const places = arns.flatMap((arn) => {
    const [, partition, service, place, owner] = arn?.split(':') ?? []
    return partition && service === 'ssm' ? [{ region: place, account: owner }] : []
  })
  if (places.length === 0) return unknown(SUBJECT, 'Which it is', { says: 'SSM names none here' })
  const other = places.find((place) => place.account !== account || place.region !== region)
  if (!other) return ok(SUBJECT, `We are signed in to ${account}, ${region}`)
  const says = `We are signed in to ${other.account}, ${other.region}; ${name} lives in ${account}, ${region}`
  return wrong(SUBJECT, says, 'Take credentials of that account, or mend the row in infra/stages.ts')
}
