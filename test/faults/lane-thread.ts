/** Main file of a lane's thread: it runs one case after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { runCase } from './case.ts'
import { openLane } from './lane.ts'
import type { Job, LaneAnswer } from './pool.ts'
import { scenarioOf } from './scenarios.ts'

const opened = new AsyncDisposableStack()
const lane = await openLane(workerData, opened)

parentPort?.on('message', async ({ scenario, strikes }: Job) => {
  const answer: LaneAnswer = await runCase(lane, scenarioOf(scenario), strikes).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: error instanceof Error ? String(error.stack) : String(error) }),
  )
  lane.watch.end()
  parentPort?.postMessage(answer)
})
parentPort?.postMessage('open')
