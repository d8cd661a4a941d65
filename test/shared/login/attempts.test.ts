import { describe, expect, it } from 'vitest'
import { type ErrorCode, ServiceError, unavailable } from '#shared/errors'
import { limitAttempts } from '#shared/login/attempts'
import { createAttempts } from '#shared/sessions/attempts'
import { itemKey } from '#shared/sessions/key'
import type { Table } from '#shared/sessions/table'
import { asText, makeClock, useDatabase } from '../support/database.ts'
import { useLog } from '../support/log.ts'
import { refusalOf } from '../support/refusal.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const lines = useLog()
const ADDRESS = '192.0.2.1'

/** A stage that allows so many failures in a minute, and a user of its own. */
function stage({
  limit = 3,
  seconds = 60,
  table = database.table,
}: {
  limit?: number
  seconds?: number
  table?: Table
} = {}) {
  const { clock, forward } = makeClock()
  const attempts = createAttempts({ table, clock })
  const needs = { attempts, config: { passwordAttempts: { limit, seconds } } }
  const user = newUser()
  const asked: string[] = []
  /** A login that the tenant answers with this word, or lets in. */
  const attempt = (word?: ErrorCode, { address = ADDRESS, username = user } = {}) =>
    limitAttempts(needs, { address, username }, async () => {
      asked.push(username)
      if (word !== undefined) throw new ServiceError(word, 'so says the tenant')
      return 'in'
    })
  const fail = async (times: number, word: ErrorCode = 'invalid_grant', who = {}) => {
    for (let time = 0; time < times; time++) expect((await refusalOf(attempt(word, who))).code).toBe(word)
  }
  return { user, asked, attempts, attempt, fail, forward }
}

const blocked = { code: 'too_many_attempts', options: { retryAfter: expect.any(Number) } }

describe('failed attempts', () => {
  it('are refused unasked beyond the limit, until the window that began with the first is over', async () => {
    const { attempt, fail, forward, asked } = stage()
    await fail(1)
    forward(40)
    await fail(2)
    expect(await refusalOf(attempt())).toMatchObject({ code: 'too_many_attempts', options: { retryAfter: 20 } })
    expect(asked).toHaveLength(3)
    forward(19)
    expect(await refusalOf(attempt())).toMatchObject({ code: 'too_many_attempts', options: { retryAfter: 1 } })
    forward(1)
    expect(await attempt()).toBe('in')
  })

  it.each<ErrorCode>(['access_denied', 'password_leaked', 'requires_verification', 'too_many_attempts'])(
    'of the word %s count too',
    async (word) => {
      const { attempt, fail, asked } = stage()
      await fail(3, word)
      expect(await refusalOf(attempt())).toMatchObject(blocked)
      expect(asked).toHaveLength(3)
    },
  )

  it('at the same time reach the tenant as often as the limit says', async () => {
    const { attempt, asked } = stage({ limit: 10 })
    const all = await Promise.all(Array.from({ length: 25 }, () => refusalOf(attempt('invalid_grant'))))
    expect(asked).toHaveLength(10)
    expect(all.filter(({ code }) => code === 'invalid_grant')).toHaveLength(10)
    expect(all.filter(({ code }) => code === 'too_many_attempts')).toHaveLength(15)
  })

  it('count by user name, however it is written', async () => {
    const { attempt, fail, user } = stage()
    const name = `Jos\u00e9.${user}`
    for (const username of [name, name.toUpperCase(), ` ${name.normalize('NFD')} `])
      await fail(1, 'invalid_grant', { username })
    expect(await refusalOf(attempt(undefined, { username: name }))).toMatchObject(blocked)
  })

  it('of a stranger elsewhere lock nobody out, and those of one user no other', async () => {
    const { attempt, fail } = stage()
    await fail(3, 'invalid_grant', { address: '198.51.100.7' })
    expect(await attempt()).toBe('in')
    await fail(3)
    expect(await attempt(undefined, { username: newUser() })).toBe('in')
  })

  it('are not limited when the limit is 0, and leave no trace', async () => {
    const before = (await database.scan()).length
    await stage({ limit: 0 }).fail(12)
    expect(await database.scan()).toHaveLength(before)
  })
})

describe('what is no failed attempt', () => {
  it('is taken back: a login that goes well', async () => {
    const { attempt, fail } = stage()
    for (let time = 0; time < 5; time++) expect(await attempt()).toBe('in')
    await fail(3)
  })

  it.each<ErrorCode>(['mfa_required', 'temporarily_unavailable', 'too_many_requests', 'bad_gateway'])(
    'is taken back: %s',
    async (word) => {
      const { fail } = stage()
      await fail(5, word)
      await fail(3)
    },
  )

  it('is taken back: a fault of our own', async () => {
    const { attempts, user } = stage({ limit: 1 })
    const needs = { attempts, config: { passwordAttempts: { limit: 1, seconds: 60 } } }
    const run = () =>
      limitAttempts(needs, { address: ADDRESS, username: user }, () => Promise.reject(new TypeError('x')))
    for (let time = 0; time < 3; time++) await expect(run()).rejects.toThrow(TypeError)
  })

  it('leaves nothing where the table has thrown its window away', async () => {
    const { attempts, user } = stage()
    const takeBack = await attempts.begin(user, { limit: 1, seconds: 60 })
    const pk = itemKey('cache', `attempts ${user}`)
    expect(await database.table.take(pk)).toBeDefined()
    await takeBack()
    expect(await database.table.read(pk)).toBeUndefined()
  })

  it('is taken back from its own window only', async () => {
    const { attempts, user, forward } = stage()
    const one = { limit: 1, seconds: 60 }
    const takeBack = await attempts.begin(user, one)
    forward(60)
    await attempts.begin(user, one)
    await takeBack()
    expect(await refusalOf(attempts.begin(user, one))).toMatchObject(blocked)
  })
})

describe('a write that is sent twice, since its answer was lost,', () => {
  const twice: Table['update'] = async (...change) => {
    await database.table.update(...change)
    return database.table.update(...change)
  }
  const table = () => ({ ...database.table, update: twice })

  it('counts once', async () => {
    const { attempt, fail } = stage({ table: table() })
    await fail(3)
    expect(await refusalOf(attempt())).toMatchObject(blocked)
  })

  it('takes back what it counted, and nothing of another’s', async () => {
    const { attempts, user } = stage({ table: table() })
    const two = { limit: 2, seconds: 60 }
    const takeBack = await attempts.begin(user, two)
    await attempts.begin(user, two)
    await takeBack()
    await attempts.begin(user, two)
    expect(await refusalOf(attempts.begin(user, two))).toMatchObject(blocked)
  })
})

describe('when the store does not answer', () => {
  const down = () => Promise.reject(unavailable('down'))

  it('nobody asks the tenant', async () => {
    const { attempt, asked } = stage({ table: { ...database.table, update: down } })
    expect((await refusalOf(attempt())).code).toBe('temporarily_unavailable')
    expect(asked).toEqual([])
  })

  it('a login that went well stays so, and the log tells', async () => {
    const update: Table['update'] = (pk, change, condition) =>
      change.startsWith('DELETE') ? down() : database.table.update(pk, change, condition)
    const { attempt } = stage({ table: { ...database.table, update } })
    expect(await attempt()).toBe('in')
    expect(lines).toMatchObject([{ level: 'WARN', event: 'attempt_not_taken_back' }])
  })
})

it('the table tells nobody’s name or address', async () => {
  const { fail, user } = stage()
  await fail(1)
  const texts = (await database.scan()).map(asText).join()
  for (const secret of [user, ADDRESS]) expect(texts).not.toContain(secret)
})
