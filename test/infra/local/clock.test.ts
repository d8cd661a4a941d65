import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clock, createClock, installClock } from '#infra/local/clock'

const RealDate = Date
let clock: Clock
let uninstall: () => void

beforeEach(() => {
  clock = createClock()
  uninstall = installClock(clock.memory)
})

afterEach(() => uninstall())

/** Minutes by which a moment is ahead of the real time. */
function ahead(moment: number | string | Date): number {
  return Math.round((new RealDate(moment).getTime() - RealDate.now()) / 60_000)
}

test('shows the real time until it is moved', () => {
  expect(ahead(Date.now())).toBe(0)
})

test('moves every form of the present', () => {
  clock.advance(3600)
  clock.advance(0.5)
  clock.advance(-600.5)
  expect([Date.now(), new Date(), new Date().toISOString(), Date()].map(ahead)).toEqual([50, 50, 50, 50])
})

test('leaves every other date alone', () => {
  clock.advance(3600)
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z')
  expect(new Date('2026-01-02T03:04:05Z').getTime()).toBe(RealDate.UTC(2026, 0, 2, 3, 4, 5))
  expect(new Date(2026, 0, 2).getDate()).toBe(2)
  expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1000)
})

test('its dates are dates', () => {
  expect(new Date()).toBeInstanceOf(RealDate)
  expect(new RealDate()).toBeInstanceOf(Date)
  expect(structuredClone(new Date(1)).getTime()).toBe(1)
  class Later extends Date {}
  expect(new Later(5)).toBeInstanceOf(Later)
})

test('puts the real time back', () => {
  clock.advance(3600)
  uninstall()
  expect(Date).toBe(RealDate)
})
