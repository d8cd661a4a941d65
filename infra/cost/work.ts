import { assumptions } from './assumptions.ts'
import { type Measured, type MeasuredRequest, type MeasuredUnits, measuredOf } from './measured.ts'
import { coldShare, type Flow } from './traffic.ts'

/** What a month's requests come to. */
export interface Work {
  readonly requests: number
  readonly coldStarts: number
  readonly gbSeconds: number
  readonly reads: number
  readonly writes: number
  /** Calls of KMS, one for each secret that SSM opens. */
  readonly decryptions: number
  readonly logBytes: number
  readonly answerBytes: number
}

/** Adds up what requests ask for, of functions with so much memory. */
export function workOf(flows: readonly Flow[], measured: Measured, memoryMb: number): Work {
  const works = flows.map((flow) => workOfFlow(flow, measuredOf(measured, flow.request), memoryMb))
  const sum = (key: keyof Work) => works.reduce((total, work) => total + work[key], 0)
  return {
    requests: sum('requests'),
    coldStarts: sum('coldStarts'),
    gbSeconds: sum('gbSeconds'),
    reads: sum('reads'),
    writes: sum('writes'),
    decryptions: sum('decryptions'),
    logBytes: sum('logBytes'),
    answerBytes: sum('answerBytes'),
  }
}

function workOfFlow({ times }: Flow, request: MeasuredRequest, memoryMb: number): Work {
  const coldStarts = times * coldShare(times)
  const warmOnes = times - coldStarts
  const both = (key: keyof MeasuredUnits) => coldStarts * request.cold[key] + warmOnes * request.warm[key]
  const duration = durationsOf(request, memoryMb)
  const { logLine, secrets, busyMinutes } = assumptions
  const { overhead, access } = logLine
  const rereadings = request.cold.secrets > 0 ? Math.min(warmOnes, busyMinutes / secrets.minutes) : 0
  return {
    requests: times,
    coldStarts,
    gbSeconds: ((coldStarts * duration.cold + warmOnes * duration.warm) / 1000) * (memoryMb / 1024),
    reads: both('reads'),
    writes: both('writes'),
    decryptions: secrets.eachCall * (both('secrets') + rereadings),
    logBytes: times * (request.logBytes + access + 2 * overhead),
    answerBytes: times * request.answerBytes,
  }
}

/**
 * What Lambda bills of one request, its start included, in whole milliseconds; and what a user waits for.
 *
 * @see https://aws.amazon.com/lambda/pricing/
 */
export function durationsOf({ times, cold, warm }: MeasuredRequest, memoryMb: number) {
  const measured = times[memoryMb]
  if (!measured) throw new Error(`The bench has not measured ${memoryMb} MB`)
  const { slowness, handshake } = assumptions
  const anew = warm.tenant > 0 ? handshake : 0
  const partners = [cold.table, cold.secrets, cold.tenant].filter((calls) => calls > 0).length
  return {
    cold: Math.ceil(slowness * (measured.init + measured.first) + partners * handshake + waiting(cold)),
    warm: Math.ceil(slowness * measured.warm + anew + waiting(warm)),
  }
}

/** One call after the other. */
function waiting({ table, secrets, tenant }: MeasuredUnits): number {
  const { trips } = assumptions
  return table * trips.table + secrets * trips.secrets + tenant * trips.tenant
}
