/** Loaded first by the processes of a rehearsed stage: their time is the test's. */
import { readFileSync } from 'node:fs'
import { moveDate } from '../../infra/local/clock.ts'

const file = process.env['TEST_CLOCK']
if (file) moveDate(() => Number(readFileSync(file, 'utf8')))
