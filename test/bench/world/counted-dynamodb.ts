import { Agent, createServer, request, type Server } from 'node:http'
import { buffer, json } from 'node:stream/consumers'
import { READS } from '../call-goals.ts'
import type { Ledger } from './ledger.ts'
import { operationOf } from './memory-dynamodb.ts'

/** What DynamoDB tells of an answer's cost. */
interface Answer {
  readonly ConsumedCapacity?: { readonly CapacityUnits: number }
}

/** Stands before a DynamoDB and writes down what each call consumes; it asks for that itself. */
export function createCountedDynamodb(ledger: Ledger, engine: string): Server {
  // A connection for each call: the engine may give up an idle one at any time.
  const agent = new Agent({ keepAlive: false })
  return createServer({ keepAliveTimeout: 75_000 }, async (incoming, response) => {
    const operation = operationOf(incoming)
    const asked = { ...Object(await json(incoming)), ReturnConsumedCapacity: 'TOTAL' }
    const body = Buffer.from(JSON.stringify(asked))
    const headers = { ...incoming.headers, 'content-length': String(body.length) }
    const call = request(engine, { method: 'POST', headers, agent }, async (answer) => {
      const answered = await buffer(answer)
      const { ConsumedCapacity } = JSON.parse(answered.toString()) as Answer
      ledger.table.push(operation)
      ledger.units[READS.has(operation) ? 'read' : 'write'] += ConsumedCapacity?.CapacityUnits ?? 0
      // Its own connection to us stays.
      const { connection: _, ...kept } = answer.headers
      response.writeHead(answer.statusCode ?? 502, kept).end(answered)
    })
    call.on('error', () => response.destroy()).end(body)
  })
}
