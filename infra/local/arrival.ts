/** A request as it came in over HTTP. */
export interface Arrival {
  readonly method: string
  /** Path and query as they stand in the request line. */
  readonly target: string
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Address at the other end of the socket. */
  readonly sourceIp: string
  readonly time: Date
  readonly requestId: string
}
