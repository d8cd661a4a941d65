import { readFileSync } from 'node:fs'
import * as v from 'valibot'

const count = v.pipe(v.number(), v.minValue(0))
const UnitsSchema = v.object({ reads: count, writes: count, table: count, tenant: count, secrets: count })
const TimesSchema = v.object({ init: count, first: count, warm: count })
const RequestSchema = v.object({
  /** Of the first request of a process, and of a later one. */
  cold: UnitsSchema,
  warm: UnitsSchema,
  /** Bytes that it writes to the log, and that it answers. */
  logBytes: count,
  answerBytes: count,
  /** Milliseconds by memory in MB. */
  times: v.record(v.string(), TimesSchema),
})
const MeasuredSchema = v.object({
  date: v.pipe(v.string(), v.isoDate()),
  machine: v.string(),
  node: v.string(),
  requests: v.record(v.string(), RequestSchema),
})

/** What a request asks for: units and calls of the table, calls of the tenant and of SSM. */
export type MeasuredUnits = v.InferOutput<typeof UnitsSchema>
/** How long it takes: until a process is ready, its first request, a later one. */
export type MeasuredTimes = v.InferOutput<typeof TimesSchema>
export type MeasuredRequest = v.InferOutput<typeof RequestSchema>
/** What `npm run bench -- memory --write` has measured. */
export type Measured = v.InferOutput<typeof MeasuredSchema>

/** Where it stands. */
export const MEASURED_FILE = new URL('measured.json', import.meta.url)

/** Reads what was measured. */
export function readMeasured(): Measured {
  return v.parse(MeasuredSchema, JSON.parse(readFileSync(MEASURED_FILE, 'utf8')))
}

/**
 * What was measured of a request.
 *
 * @throws Error when it was not
 */
export function measuredOf({ requests }: Measured, name: string): MeasuredRequest {
  const request = requests[name]
  if (!request) throw new Error(`The bench has not measured ${name}`)
  return request
}

/** The memories that were measured, in MB from the least. */
export function memoriesOf({ requests }: Measured): readonly number[] {
  const sizes = Object.values(requests).flatMap(({ times }) => Object.keys(times).map(Number))
  return [...new Set(sizes)].toSorted((a, b) => a - b)
}
