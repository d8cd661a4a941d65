import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { throttle } from '#shared/sessions/throttle'
import { makeClock, useDatabase } from '../support/database.ts'

const database = useDatabase()

it('what failed does not count, and takes nothing of another’s back', async () => {
  const { clock, forward } = makeClock()
  const needs = { table: database.table, clock }
  const name = randomUUID()
  const done = async () => undefined
  const failed = throttle(needs, name, 60, async () => {
    forward(60)
    expect(await throttle(needs, name, 60, done)).toBe(true)
    throw new Error('failed')
  })
  await expect(failed).rejects.toThrow('failed')
  expect(await throttle(needs, name, 60, done)).toBe(false)
  forward(60)
  await expect(throttle(needs, name, 60, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await throttle(needs, name, 60, done)).toBe(true)
})
