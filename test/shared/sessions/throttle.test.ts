import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { throttle } from '#shared/sessions/throttle'
import { asText, makeClock, useDatabase } from '../support/database.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const SECONDS = 60

/** Something that is done once in a while, and how often it was. */
function mails(name = newUser()) {
  const { clock, forward } = makeClock()
  const counted = { mails: 0 }
  const send = (run = async () => void counted.mails++, to = name) =>
    throttle({ table: database.table, clock }, to, SECONDS, run)
  return { send, forward, counted, name }
}

it('is done, and not again before its time', async () => {
  const { send, forward, counted } = mails()
  expect(await send()).toBe(true)
  forward(SECONDS - 1)
  expect(await send()).toBe(false)
  expect(counted.mails).toBe(1)
  forward(1)
  expect(await send()).toBe(true)
  expect(counted.mails).toBe(2)
})

it('is done once by many at a time', async () => {
  const { send, counted } = mails()
  const done = await Promise.all(Array.from({ length: 8 }, () => send()))
  expect(done.filter(Boolean)).toHaveLength(1)
  expect(counted.mails).toBe(1)
})

it('limits one name, and no other', async () => {
  const { send, counted } = mails()
  await send()
  expect(await send(undefined, newUser())).toBe(true)
  expect(counted.mails).toBe(2)
})

it('that fails does not count, and the failure is told', async () => {
  const { send, counted } = mails()
  await expect(send(() => Promise.reject(new Error('no mail today')))).rejects.toThrow('no mail today')
  expect(await send()).toBe(true)
  expect(counted.mails).toBe(1)
})

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

it('does not show in the table what is limited', async () => {
  const { send, name } = mails('anna@site.example')
  await send()
  const items = await database.scan()
  expect(items.length).toBeGreaterThan(0)
  for (const { pk, ...item } of items) {
    expect(pk).toMatch(/^cache#/)
    expect(`${pk} ${asText(item)}`).not.toContain(name)
  }
})
