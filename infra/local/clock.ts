/** A clock that tests move: the offset to the real time, seen by every thread that was given its memory. */
export interface Clock {
  /** 8 bytes: the offset in milliseconds as a 64-bit integer. */
  readonly memory: SharedArrayBuffer
  /** Moves the time of every thread that installed this clock. */
  advance(seconds: number): void
}

/** Makes a clock that shows the real time until it is moved. */
export function createClock(): Clock {
  const memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)
  const offset = new BigInt64Array(memory)
  return {
    memory,
    advance(seconds) {
      Atomics.add(offset, 0, BigInt(Math.round(seconds * 1000)))
    },
  }
}

/**
 * Replaces this thread's `Date` by one whose present is moved by the clock's offset.
 *
 * @param memory of the {@link Clock}
 * @returns a function that puts the real `Date` back
 */
export function installClock(memory: SharedArrayBuffer): () => void {
  const offset = new BigInt64Array(memory)
  return moveDate(() => Number(Atomics.load(offset, 0)))
}

/**
 * Replaces this thread's `Date` by one whose present is moved. Timers and `performance.now()` keep real time.
 *
 * @param offset tells by how many milliseconds, each time anew
 * @returns a function that puts the real `Date` back
 */
export function moveDate(offset: () => number): () => void {
  const RealDate = globalThis.Date
  const now = () => RealDate.now() + offset()
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts, self) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, self),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
  })
  return () => {
    globalThis.Date = RealDate
  }
}
