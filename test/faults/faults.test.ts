import dynalite from 'dynalite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { allCells, type Judged, pairs, randomBy, record, runAll, sample } from './matrix.ts'
import { Pool } from './pool.ts'
import { failures } from './report.ts'
import { telling } from './telling.ts'

/** The same cases in every run of a version: `npm run faults` is for all of them, and for chance. */
const SEED = 5
const SAMPLED = 25
const PAIRS = 5
const LANES = 4

const server = dynalite({ createTableMs: 0 })
let pool: Pool

beforeAll(async () => {
  pool = await Pool.open(await listen(server), LANES)
})

afterAll(async () => {
  await pool.close()
  await stop(server)
})

let good: Awaited<ReturnType<typeof record>>

test('without a fault every endpoint does what it is there for, and leaves nothing behind', async () => {
  good = await record(pool)
  expect(failures(good.judged)).toEqual([])
})

test('whatever fails, nothing is lost, nothing lives on that was ended, and nothing is left half done', async () => {
  const random = randomBy(SEED)
  const jobs = [
    ...telling,
    ...sample(allCells(good.recording), SAMPLED, random),
    ...pairs(good.recording, PAIRS, random),
  ]
  const judged: readonly Judged[] = await runAll(pool, jobs)
  expect(failures(judged)).toEqual([])
})
