import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, createClock } from '#infra/local/clock'

/** A clock that other processes see too: by a file that holds its offset in milliseconds. */
export interface TestClock extends Clock {
  readonly file: string
}

/** Makes a clock that shows the real time until it is moved. */
export function createTestClock(): TestClock {
  const { memory, advance } = createClock()
  const file = join(mkdtempSync(join(tmpdir(), 'auth0-client-clock-')), 'offset')
  const offset = new BigInt64Array(memory)
  const tell = () => writeFileSync(file, String(Atomics.load(offset, 0)))
  tell()
  return {
    memory,
    file,
    advance(seconds) {
      advance(seconds)
      tell()
    },
  }
}
