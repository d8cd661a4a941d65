import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a server that a test cuts and mends. */
export interface Wire {
  /** Without a final slash. */
  readonly url: string
  /** Hangs up on everybody and takes no more calls; nothing more if it is cut. */
  cut(): Promise<void>
  /** Stays connected and passes nothing on, until it is cut. */
  hush(): void
  /** Takes calls again, at the same address; nothing if it is whole. */
  mend(): Promise<void>
}

/** Puts a wire between a server and those who call it; cut it when done. */
export async function openWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let hushed = false
  const server = createServer((caller) => {
    const callee = connect(Number(port), hostname)
    for (const [socket, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => sockets.delete(socket))
      if (!hushed) socket.pipe(other)
    }
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The wire listens on no port')
    return address.port
  }
  const own = await listen(0)
  return {
    url: `http://127.0.0.1:${own}`,
    async cut() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    hush() {
      hushed = true
      for (const socket of sockets) socket.unpipe()
    },
    async mend() {
      hushed = false
      if (!server.listening) await listen(own)
    },
  }
}
