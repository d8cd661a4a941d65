import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Api, callWith, refusal, tokenFor } from './support.ts'
import { found, startImporting, upload } from './upload.ts'

let api: Api

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  api = await startImporting()
})

afterEach(() => vi.useRealTimers())

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe('a job that takes its time', () => {
  const show = async (id: unknown) => (await api.get(`/jobs/${id}`)).body

  beforeEach(async () => {
    await api.set({ jobSeconds: 100 })
  })

  test('shows its progress by the clock, and imports at its end', async () => {
    const { body } = await upload(api, [{ email: 'late@example.com' }, {}])
    expect(await show(body['id'])).toEqual({ ...body, percentage_done: 0, time_left_seconds: 100 })
    pass(99)
    expect(await show(body['id'])).toEqual({ ...body, percentage_done: 99, time_left_seconds: 1 })
    expect((await api.get(`/jobs/${body['id']}/errors`)).body).toMatchObject({ status: 'pending' })
    expect(await found(api, 'late@example.com')).toBeUndefined()
    pass(1)
    expect(await found(api, 'late@example.com')).toBeDefined()
    expect(await show(body['id'])).toMatchObject({ status: 'completed', summary: { inserted: 1, failed: 1 } })
  })

  test('may be called processing', async () => {
    await api.set({ jobProcessing: true })
    const { body } = await upload(api, [])
    expect(await show(body['id'])).toMatchObject({ status: 'pending' })
    pass(1)
    expect(await show(body['id'])).toMatchObject({ status: 'processing' })
  })

  test('has one beside it, not two', async () => {
    expect(await upload(api, [])).toMatchObject({ status: 202 })
    expect(await upload(api, [])).toMatchObject({ status: 202 })
    const message = 'There are 2 active import users jobs, please wait until some of them are finished and try again'
    expect(await upload(api, [])).toMatchObject(refusal(429, message))
    pass(100)
    expect(await upload(api, [])).toMatchObject({ status: 202 })
  })

  test('fails after two hours, and is forgotten after a day', async () => {
    await api.set({ jobSeconds: 7201 })
    const { body } = await upload(api, [{ email: 'late@example.com' }])
    pass(7200)
    expect(await show(body['id'])).toMatchObject({ status: 'failed' })
    await api.set({ accessTokenLifetime: 200_000 })
    const token = await tokenFor(api.tenant)
    const read = () => callWith(api.tenant, token, 'GET', `/jobs/${body['id']}`)
    pass(86_400 - 7201)
    expect(await read()).toMatchObject({ status: 200 })
    pass(1)
    expect(await read()).toMatchObject(refusal(404, 'The job does not exist.', 'inexistent_job'))
  })
})
