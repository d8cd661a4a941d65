import { createServer, type RequestListener } from 'node:http'
import { listen, stop } from './listen.ts'
import { gatewayReply } from './reply.ts'

/** The stage's public address, which is known before there is anything behind it. */
export interface Door {
  readonly url: string
  /** Lets requests in; before that each is answered with 503. */
  open(serve: RequestListener): void
  shut(): Promise<void>
}

/**
 * Takes the gateway's port.
 *
 * @param starting shuts the door when it is disposed of
 * @throws StageError when the port is taken
 */
export async function openDoor(port: number, starting: AsyncDisposableStack): Promise<Door> {
  let serve: RequestListener = (_, response) => {
    const { status, headers, body } = gatewayReply(503)
    response.writeHead(status, headers.flat()).end(body)
  }
  // Longer than any client keeps an idle connection, so that none sends into a connection we have just given up.
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => serve(request, response))
  const shut = () => stop(server)
  const url = await listen(server, port, '--port')
  starting.defer(shut)
  return {
    url,
    shut,
    open(next) {
      serve = next
    },
  }
}
