import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { promisify } from 'node:util'

/** A failure to start that the person at the keyboard can mend: the message says how. */
export class StageError extends Error {
  override readonly name = 'StageError'
}

/**
 * Lets a server listen on the loopback address.
 *
 * @param port 0 (the default) takes any free one
 * @param option the option that chooses the port, named to the person when it is taken
 * @returns the server's address, such as `http://127.0.0.1:3000`
 * @throws StageError when the port is taken or must not be used
 */
export async function listen(server: Server, port = 0, option = '--port'): Promise<string> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (cause) {
    throw portError(cause, port, option)
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port')
  return `http://127.0.0.1:${address.port}`
}

/** Stops a server and hangs up on everybody; does nothing when it is stopped already. */
export async function stop(server: HttpServer): Promise<void> {
  if (!server.listening) return
  // The callback, not the event: dynalite calls it only when its store is closed too.
  const closed = promisify(server.close.bind(server))()
  server.closeAllConnections()
  await closed
}

/** Says in a sentence why a port could not be had; any other failure comes back as it is. */
export function portError(cause: unknown, port: number, option: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const advice = `choose another with ${option} N (0 takes any free one)`
  if (code === 'EADDRINUSE') return new StageError(`Port ${port} is taken; ${advice}`, { cause })
  if (code === 'EACCES') return new StageError(`Port ${port} needs more rights than you have; ${advice}`, { cause })
  return cause
}

/** Finds a port that is free right now, for a server that must know its own address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const url = await listen(server)
  server.close()
  await once(server, 'close')
  return Number(new URL(url).port)
}
