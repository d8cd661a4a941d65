import * as v from 'valibot'
import { expect } from 'vitest'
import { type Answer, parseObject } from './http.ts'
import type { TestStage } from './stage.ts'

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most))
const units =
  /^(Seconds|(Micro|Milli)seconds|(Bytes|Bits|(Kilo|Mega|Giga|Tera)(bytes|bits)|Count)(\/Second)?|Percent|None)$/

const MetadataSchema = v.strictObject({
  Timestamp: v.pipe(v.number(), v.safeInteger()),
  CloudWatchMetrics: v.array(
    v.strictObject({
      Namespace: text(1024),
      Dimensions: v.pipe(v.array(v.pipe(v.array(text(250)), v.maxLength(30))), v.minLength(1)),
      Metrics: v.pipe(
        v.array(
          v.strictObject({
            Name: text(1024),
            Unit: v.optional(v.pipe(v.string(), v.regex(units))),
            StorageResolution: v.optional(v.picklist([1, 60])),
          }),
        ),
        v.maxLength(100),
      ),
    }),
  ),
})

const metricValue = v.union([v.number(), v.pipe(v.array(v.number()), v.maxLength(100))])

/** A metric as CloudWatch takes it out of a line. */
export interface Extracted {
  readonly namespace: string
  readonly name: string
  readonly value: number | readonly number[]
  readonly unit: string | undefined
  readonly dimensions: Readonly<Record<string, string>>
}

/**
 * Takes the metrics out of a line of the log by the rules of AWS's "Embedded metric format specification", its JSON schema
 * and what it says of target members.
 *
 * @param line a parsed line; one without `_aws` has none
 * @throws when the line breaks a rule
 */
export function extractMetrics(line: Readonly<Record<string, unknown>>): readonly Extracted[] {
  if (!('_aws' in line)) return []
  const { Timestamp, CloudWatchMetrics } = v.parse(MetadataSchema, line['_aws'])
  // CloudWatch takes what is up to two weeks old (PutMetricData).
  if (Math.abs(Date.now() - Timestamp) > 14 * 86_400_000) throw new Error('The time stamp is not of our time')
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name, Unit }) =>
      Dimensions.map((keys) => ({
        namespace: Namespace,
        name: Name,
        value: v.parse(metricValue, line[Name]),
        unit: Unit,
        dimensions: Object.fromEntries(keys.map((key) => [key, v.parse(text(1024), line[key])])),
      })),
    ),
  )
}

/**
 * Names of the metrics that a stage's functions count while something is done; each must be the stage's own, and one.
 *
 * @param run does it, and gives the last answer: its line is waited for
 */
export async function counted({ logs, stageName }: TestStage, run: () => Promise<Answer>): Promise<readonly string[]> {
  const before = logs.length
  const { 'apigw-requestid': id } = (await run()).headers
  await expect.poll(() => logs.some((line) => parseObject(line)['requestId'] === id), { interval: 5 }).toBe(true)
  return logs.slice(before).flatMap((line) =>
    extractMetrics(parseObject(line)).map(({ name, ...rest }) => {
      const expected = { namespace: 'Auth0Client', value: 1, unit: 'Count', dimensions: { Stage: stageName } }
      expect(rest).toEqual(expected)
      return name
    }),
  )
}
