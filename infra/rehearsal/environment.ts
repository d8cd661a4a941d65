import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openRuntimeApi } from './runtime-api.ts'

/** A function as its template describes it. */
export interface Deployed {
  /** Its logical id, which is its name here. */
  readonly name: string
  readonly arn: string
  /** Folder of its code. */
  readonly folder: string
  readonly handler: string
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly variables: Readonly<Record<string, string>>
}

/** What an execution environment is started with beside its function. */
export interface Launch {
  /** Path of the runtime client's main module. */
  readonly runtimeClient: string
  /** Modules that are loaded before the runtime client. */
  readonly preload: readonly string[]
  /** Called with each line that the function writes. */
  readonly onLog: (line: string) => void
}

/** One process of a function; it serves one call at a time. */
export interface Environment {
  /** @returns the result, parsed @throws Error when the function fails, exits or takes too long */
  invoke(event: unknown): Promise<unknown>
  readonly alive: () => boolean
  kill(): Promise<void>
}

const HOOK = new URL('runtime-hook.ts', import.meta.url).href

/** Starts a function under AWS's own runtime client, with the flags that Lambda gives Node.js. */
export async function startEnvironment(fn: Deployed, { runtimeClient, preload, onLog }: Launch): Promise<Environment> {
  const api = await openRuntimeApi(fn.arn)
  const child = spawnRuntime(fn, api.address, { runtimeClient, preload: [HOOK, ...preload] })
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLog)
  child.on('exit', (code, signal) => api.fail(`Runtime exited: ${signal ?? code}`))
  return {
    alive: () => child.exitCode === null && child.signalCode === null,
    async invoke(event) {
      const limit = setTimeout(() => end(child, api.fail, fn.timeoutSeconds), fn.timeoutSeconds * 1000)
      const outcome = await api.invoke(JSON.stringify(event), fn.timeoutSeconds)
      clearTimeout(limit)
      if ('error' in outcome) throw new Error(outcome.error)
      return JSON.parse(outcome.result)
    },
    async kill() {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await exited
      await api.close()
    },
  }
}

/**
 * Starts the process of a function: AWS's runtime client with the flags and the variables that Lambda gives it.
 *
 * @param api address of its Runtime API
 */
export function spawnRuntime(fn: Deployed, api: string, { runtimeClient, preload }: Omit<Launch, 'onLog'>) {
  const imports = preload.map((url) => `--import=${url}`)
  return spawn(process.execPath, [...imports, ...nodeFlags(fn), runtimeClient, fn.handler], {
    cwd: fn.folder,
    env: { ...lambdaVariables(fn, api), ...fn.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function end(child: ChildProcess, fail: (error: string) => void, seconds: number): void {
  fail(`Task timed out after ${seconds.toFixed(2)} seconds`)
  child.kill('SIGKILL')
}

/** As the bootstrap of Lambda's Node.js derives them from the memory. */
function nodeFlags({ memoryMb }: Deployed): readonly string[] {
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(memoryMb * 0.05)}`,
    `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
    '--no-experimental-require-module',
  ]
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function lambdaVariables({ name, handler, folder, memoryMb }: Deployed, api: string): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: api,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'rehearsal',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  }
}

/** Where the runtime client lies once it is installed. */
export const RUNTIME_CLIENT = fileURLToPath(
  new URL('runtime-client/node_modules/aws-lambda-ric/index.mjs', import.meta.url),
)
