import { fold, type Scalar } from './document.ts'
import type { Bound } from './tokens.ts'

const DATES = ['created_at', 'updated_at', 'last_login', 'last_password_reset']

/** Whether a value is the wanted text, which may be cut at wildcards; numbers compare as such. */
export function isMatch(field: string, value: Scalar, pieces: readonly string[]): boolean {
  const [only = '', ...rest] = pieces
  const text = fold(field, String(value))
  if (rest.length > 0) return toPattern(pieces.map((piece) => fold(field, piece))).test(text)
  return text === fold(field, only) || (typeof value === 'number' && only !== '' && value === Number(only))
}

function toPattern(pieces: readonly string[]): RegExp {
  return new RegExp(`^${pieces.map((piece) => RegExp.escape(piece)).join('.*')}$`, 's')
}

/** Whether a value lies between two ends: dates by time, numbers by size, texts by their characters. */
export function isBetween(field: string, value: Scalar, low: Bound, high: Bound): boolean {
  return isBeyond(field, value, low, 1) && isBeyond(field, value, high, -1)
}

/** Whether a value is above a lower end (direction 1) or below an upper one (-1). */
function isBeyond(field: string, value: Scalar, { text, inclusive }: Bound, direction: 1 | -1): boolean {
  if (text === undefined) return true
  const order = DATES.includes(field) ? compareTimes(String(value), text) : compare(field, value, text)
  return inclusive ? order * direction >= 0 : order * direction > 0
}

function compare(field: string, value: Scalar, bound: string): number {
  if (typeof value === 'number') return value - Number(bound)
  const [one, other] = [fold(field, String(value)), fold(field, bound)]
  return one < other ? -1 : Number(one > other)
}

/** A bound without time of day is the whole day, one without a day the whole month or year: 0 is within it. */
function compareTimes(value: string, bound: string): number {
  const start = Date.parse(bound)
  const [year, month, day] = bound.split('-').map(Number)
  if (Number.isNaN(start) || year === undefined) return Number.NaN
  const end = bound.includes('T') ? start + 1 : endOf(year, month, day)
  const time = Date.parse(value)
  return time < start ? -1 : Number(time >= end)
}

function endOf(year: number, month: number | undefined, day: number | undefined): number {
  if (month === undefined) return Date.UTC(year + 1, 0)
  return day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1)
}
