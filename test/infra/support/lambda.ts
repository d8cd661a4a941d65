import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'

/** What an execution environment tells after its start and after each call. */
const Told = v.object({ modules: v.array(v.string()), result: v.optional(v.unknown()) })
const Result = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.string()),
  cookies: v.optional(v.array(v.string()), []),
})

const CHILD = fileURLToPath(new URL('lambda-child.ts', import.meta.url))

/** A function's bundle in a process of its own, as Lambda has it. */
export class Lambda {
  readonly #child: ChildProcess
  /** What the process has loaded of Node.js so far. */
  modules: readonly string[] = []

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(bundle: string, env: Record<string, string>): Promise<Lambda> {
    const lambda = new Lambda(fork(CHILD, [bundle], { env, silent: true }))
    await lambda.#told()
    return lambda
  }

  async call(event: APIGatewayProxyEventV2): Promise<v.InferOutput<typeof Result>> {
    return v.parse(Result, await this.ask(event))
  }

  /** Calls it with an event of another kind; what it returns. */
  async ask(event: object): Promise<unknown> {
    const told = this.#told()
    this.#child.send(event)
    return told
  }

  stop(): void {
    this.#child.kill()
  }

  async #told(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#child, 'message'), exited(this.#child)])
    const { modules, result } = v.parse(Told, message)
    this.modules = modules
    return result
  }
}

async function exited(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`The function ended with ${code}`)
}
