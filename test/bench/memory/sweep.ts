import type { MeasuredTimes } from '#infra/cost/measured'
import { type Life, live } from '../cold/life.ts'
import { median } from '../statistics.ts'
import type { Subject } from '../subjects.ts'
import { openShare } from './processor-share.ts'

/** Requests of a process after its first one; the last half counts as warm. */
const WARM_CALLS = 10

/** What the lives of a subject came to at one memory. */
export interface Swept {
  readonly times: MeasuredTimes
  /** Bytes of a request, in the log and in the answer. */
  readonly logBytes: number
  readonly answerBytes: number
}

/** How to sweep. */
export interface Sweep {
  readonly memoryMb: number
  readonly rounds: number
  readonly runtimeClient: string
}

/**
 * Starts a subject again and again, whose requests have the processor's share that a memory brings. A start has all of it:
 * so it is on Lambda with any memory, as far as people measured, although AWS promises nothing.
 *
 * @see https://speedrun.nobackspacecrew.com/blog/2025/07/21/the-fastest-node-22-lambda-coldstart-configuration.html
 */
export async function sweep(subject: Subject, { memoryMb, rounds, runtimeClient }: Sweep): Promise<Swept> {
  const share = openShare(memoryMb)
  const lives: Life[] = []
  try {
    const fn = { ...subject.fn, memoryMb }
    const events = Array.from({ length: 1 + WARM_CALLS }, () => () => subject.arrange())
    for (let round = 0; round < rounds; round++) {
      lives.push(await live(fn, { runtimeClient, events, expects: subject.expects, onReady: share.admit }))
    }
  } finally {
    share.close()
  }
  return sweptOf(lives)
}

function sweptOf(lives: readonly Life[]): Swept {
  const of = (pick: (life: Life) => number) => Math.round(10 * median(lives.map(pick))) / 10
  return {
    times: {
      init: of(({ init }) => init),
      first: of(({ calls: [first = Number.NaN] }) => first),
      warm: of(({ calls }) => median(calls.slice(1 + WARM_CALLS / 2))),
    },
    logBytes: Math.round(of(({ logBytes, calls }) => logBytes / calls.length)),
    answerBytes: Math.round(of(({ answer }) => Buffer.byteLength(answer))),
  }
}
