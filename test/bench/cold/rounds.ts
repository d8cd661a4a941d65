import { median, shuffled } from '../statistics.ts'
import type { Subject } from '../subjects.ts'
import { type Life, live } from './life.ts'

/** What the lives of a subject came to: medians in milliseconds. */
export interface ColdResult {
  readonly subject: Subject
  readonly init: number
  /** The first request alone. */
  readonly first: number
  /** Start and first request. */
  readonly sum: number
  readonly cpu: number
  /** Start and first request as a multiple of the empty handler's of the same round; and the processor time. */
  readonly ratio: number
  readonly cpuRatio: number
}

/**
 * Starts every subject once in each round, in an order of chance, so that a disturbance of the machine meets all alike.
 *
 * @param subjects the first is the empty handler
 * @param rounds how many are measured; one before them is not
 * @throws Error when a subject does not answer as it should
 */
export async function measureCold(
  subjects: readonly Subject[],
  { rounds, runtimeClient, onRound }: { rounds: number; runtimeClient: string; onRound: (round: number) => void },
): Promise<readonly ColdResult[]> {
  const lives = new Map<Subject, Life[]>(subjects.map((subject) => [subject, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const subject of shuffled(subjects)) {
      const event = await subject.arrange()
      const life = await live(subject.fn, { runtimeClient, events: [async () => event], expects: subject.expects })
      if (round > 0) lives.get(subject)?.push(life)
    }
    onRound(round)
  }
  const [empty = []] = lives.values()
  return [...lives].map(([subject, each]) => ({ subject, ...resultOf(each, empty) }))
}

const first = ({ calls: [time = Number.NaN] }: Life) => time
const sum = (life: Life) => life.init + first(life)

/** Ratios are of the same round each, since a machine is now faster and now slower. */
function resultOf(lives: readonly Life[], empty: readonly Life[]) {
  const ratio = (of: (life: Life) => number) =>
    median(empty.flatMap((base, round) => lives.slice(round, round + 1).map((life) => of(life) / of(base))))
  return {
    init: median(lives.map(({ init }) => init)),
    first: median(lives.map(first)),
    sum: median(lives.map(sum)),
    cpu: median(lives.map(({ cpu }) => cpu)),
    ratio: ratio(sum),
    cpuRatio: ratio(({ cpu }) => cpu),
  }
}
