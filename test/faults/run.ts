/** `npm run faults`: every endpoint, every call that it makes, every fault, on DynamoDB Local. */
import { readFile, writeFile } from 'node:fs/promises'
import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'
import { allCells, pairs, randomBy, record, runAll, sample } from './matrix.ts'
import { parseOptions } from './options.ts'
import { Pool } from './pool.ts'
import { failures, legend, nameOf, summary, table } from './report.ts'

const DOCUMENT = new URL('../../docs/faults.md', import.meta.url)
const MARK = '<!-- from here on by `npm run faults -- --write` -->'

const { seed, only, lanes, pairs: count, write } = parseOptions(process.argv.slice(2))
const say = (line: string) => process.stdout.write(`${line}\n`)
say(`seed ${seed}: to repeat this run, npm run faults -- --seed ${seed}${only && ` --only '${only}'`}`)

await using opened = new AsyncDisposableStack()
const engine = await startDynamoDbLocal()
opened.defer(() => engine.stop())
const pool = await Pool.open(engine.endpoint, lanes)
opened.defer(() => pool.close())
const begin = performance.now()
const good = await record(pool, only)
const random = randomBy(seed)
const single = allCells(good.recording)
const jobs = [...sample(single, single.length, random), ...pairs(good.recording, count, random)]
say(`${jobs.length} cases in ${lanes} lanes`)
let done = 0
const struck = await runAll(pool, jobs, (one) => {
  done += 1
  for (const line of failures([one])) say(`BROKEN ${line}`)
  if (done % 100 === 0) say(`${done} of ${jobs.length}, now ${nameOf(one)}`)
})
const judged = [...good.judged, ...struck]
say(`\n${table(judged)}\n\n${legend()}\n`)
say(`${summary(judged)}; ${Math.round((performance.now() - begin) / 1000)} s; seed ${seed}`)
if (write) {
  const text = await readFile(DOCUMENT, 'utf8')
  const kept = text.slice(0, text.indexOf(MARK))
  await writeFile(DOCUMENT, `${kept}${MARK}\n\n${summary(judged)}.\n\n${legend()}\n\n${table(judged)}\n`)
}
process.exitCode = failures(judged).length > 0 ? 1 : 0
