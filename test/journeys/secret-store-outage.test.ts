import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from '../support/http.ts'
import { passwordLogin } from '../support/login.ts'
import { openStage, openTwin, type TestStage } from '../support/stage.ts'
import { openWire, type Wire } from '../support/wire.ts'

let wholeStage: TestStage
let stage: TestStage
let wire: Wire

beforeAll(async () => {
  wholeStage = await openStage()
  wire = await openWire(wholeStage.ssmUrl)
  stage = await openTwin({ ...wholeStage, ssmUrl: wire.url }, {})
})

afterAll(async () => {
  await wire.cut()
  await stage.close()
  await wholeStage.close()
})

/** Longer than a secret is used before it is read again. */
const SECRET_IS_STALE = 301

test('while a secret can’t be read logins are 503 with Retry-After; the failure is forgotten at once', async () => {
  await wire.cut()
  const answer = await passwordLogin(stage.url)
  expect(answer).toEqual(refusal(503, 'temporarily_unavailable'))
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(answer.cookies).toEqual([])
  await wire.mend()
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
})

test('a secret that was read serves for a while', async () => {
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
  await wire.cut()
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
  stage.advance(SECRET_IS_STALE)
  expect(await passwordLogin(stage.url)).toEqual(refusal(503, 'temporarily_unavailable'))
  await wire.mend()
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
})
