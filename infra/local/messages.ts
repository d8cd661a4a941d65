import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** What a worker is told when it starts. */
export interface InstanceData {
  /** URL of the folder that holds the functions. */
  readonly functions: string
  /** Time that a function has, in seconds. */
  readonly timeoutSeconds: number
  /** Memory of a clock that tests move. */
  readonly clock: SharedArrayBuffer | undefined
}

/** One call of a function, from the stage to the worker. */
export interface Invocation {
  readonly id: number
  /** The function's file under `functions/`, without its ending. */
  readonly file: string
  readonly event: APIGatewayProxyEventV2
  readonly requestId: string
}

/** How the call ended: the result as JSON text, or the error's type and message as Lambda reports them. */
export type Outcome =
  | { readonly id: number; readonly result: string }
  | { readonly id: number; readonly error: { readonly type: string; readonly message: string } }
