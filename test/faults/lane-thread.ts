/** Main file of a lane's thread: it runs one case after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { runCase } from './case.ts'
import { type Lane, openLane } from './lane.ts'
import type { Job, LaneAnswer } from './pool.ts'
import { scenarioOf } from './scenarios.ts'

const lane = await openAnyhow(3)

parentPort?.on('message', async ({ scenario, strikes }: Job) => {
  const answer: LaneAnswer = await runCase(lane, scenarioOf(scenario), strikes).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: error instanceof Error ? String(error.stack) : String(error) }),
  )
  lane.watch.end()
  parentPort?.postMessage(answer)
})
parentPort?.postMessage('open')

/** Between finding a free port and using it, another lane may have taken it. */
async function openAnyhow(attempts: number): Promise<Lane> {
  const opened = new AsyncDisposableStack()
  try {
    return await openLane(workerData, opened)
  } catch (error) {
    await opened.disposeAsync()
    if (attempts === 1) throw error
    return openAnyhow(attempts - 1)
  }
}
