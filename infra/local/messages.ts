import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { AuthorizerEvent } from './authorizer.ts'

/** What a function is called with: by a route, or as an authorizer. */
export type FunctionEvent = APIGatewayProxyEventV2 | AuthorizerEvent

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
  readonly event: FunctionEvent
  readonly requestId: string
}

/** How the call ended: the result as JSON text, or the error's type and message as Lambda reports them. */
export type Outcome =
  | { readonly id: number; readonly result: string }
  | { readonly id: number; readonly error: { readonly type: string; readonly message: string } }
