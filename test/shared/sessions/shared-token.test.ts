import { describe, expect, it } from 'vitest'
import { LONGEST_ITEM } from '#shared/environment'
import { createSharedToken } from '#shared/sessions/shared-token'
import { asText, makeClock, useDatabase } from '../support/database.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const NOW = 1_795_341_600
const token = { accessToken: 'the-service-token', expiresAt: NOW + 60, lifetime: 60 }

/** An instance's view of a token that nobody else has. */
function open({ name = newUser(), secret = 'secret', stage = 'dev' } = {}) {
  const time = makeClock()
  const { table } = database
  const shared = createSharedToken({ table, stage, name, secret, clock: time.clock })
  return { ...time, shared, name }
}

/** A token that was renewed once. */
async function renewed() {
  const opened = open()
  const held = await opened.shared.read()
  await opened.shared.takeLease(held, 'me')
  return { ...opened, held, committed: await opened.shared.commit(held, 'me', token) }
}

const itemsOf = async (taken: readonly unknown[]) => (await database.scan()).filter(({ pk }) => !taken.includes(pk))

describe('a token that all instances share', () => {
  it('has a place before there is one, that goes some day', async () => {
    const before = (await database.scan()).map(({ pk }) => pk)
    const { shared } = open()
    expect(await shared.read()).toEqual({ version: 0, token: undefined })
    expect(await itemsOf(before)).toMatchObject([{ version: 0, expiresAt: NOW + LONGEST_ITEM }])
    expect(await shared.read()).toEqual({ version: 0, token: undefined })
  })

  it('is what was written last, from every instance', async () => {
    const { name, committed } = await renewed()
    expect(committed).toEqual({ version: 1, token })
    expect(await open({ name }).shared.read()).toEqual({ version: 1, token })
  })

  it('stays as long as it is renewed', async () => {
    const before = (await database.scan()).map(({ pk }) => pk)
    const { shared, forward } = open()
    const held = await shared.read()
    forward(100)
    await shared.takeLease(held, 'me')
    await shared.commit(held, 'me', token)
    expect(await itemsOf(before)).toMatchObject([{ expiresAt: NOW + 100 + LONGEST_ITEM }])
  })

  it.each([
    ['another secret', { secret: 'another' }],
    ['another stage', { stage: 'prod' }],
  ])('does not open under %s, and is in its place all the same', async (_, other) => {
    const { name } = await renewed()
    expect(await open({ name, ...other }).shared.read()).toEqual({ version: 1, token: undefined })
  })

  it('is one for each name', async () => {
    await renewed()
    expect((await open().shared.read()).token).toBeUndefined()
  })

  it('does not show in the table', async () => {
    await renewed()
    expect((await database.scan()).map(asText).join()).not.toContain(token.accessToken)
  })
})

describe('its renewal', () => {
  it('is one instance’s at a time, until it is committed or given up', async () => {
    const { shared, name } = open()
    const held = await shared.read()
    expect(await shared.takeLease(held, 'me')).toBe(true)
    expect(await open({ name }).shared.takeLease(held, 'other')).toBe(false)
    expect(await shared.read()).toMatchObject({ leaseOwner: 'me', leaseUntil: NOW * 1000 + 10_000 })
    await shared.releaseLease('other')
    expect(await shared.takeLease(held, 'other')).toBe(false)
    await shared.releaseLease('me')
    expect(await shared.takeLease(held, 'other')).toBe(true)
  })

  it('is not written without the lease', async () => {
    const { shared } = open()
    const held = await shared.read()
    expect(await shared.commit(held, 'me', token)).toBeUndefined()
    await shared.takeLease(held, 'other')
    expect(await shared.commit(held, 'me', token)).toBeUndefined()
    expect((await shared.read()).token).toBeUndefined()
  })

  it('frees the lease, for the next version only', async () => {
    const { shared, held, committed } = await renewed()
    expect(await shared.takeLease(held, 'next')).toBe(false)
    expect(await shared.takeLease(committed ?? held, 'next')).toBe(true)
  })
})
