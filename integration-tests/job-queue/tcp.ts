import { connect, createServer, type Server, type Socket } from "node:net"
import { Transform } from "node:stream"

/** A port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0))
    })
  })
}

/** Stands between the queue and a PostgreSQL that others use too, so that a test can take it away. */
export class TcpProxy {
  readonly port: number
  readonly #target: { host: string; port: number }
  readonly #sockets = new Set<Socket>()
  /** Keeps PostgreSQL's notifications back, as a transaction pooler does. */
  deaf = false
  #server: Server | undefined

  private constructor(port: number, target: { host: string; port: number }) {
    this.port = port
    this.#target = target
  }

  static async create(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await freePort(), { host, port })
    await proxy.up()
    return proxy
  }

  async up(): Promise<void> {
    if (this.#server?.listening) return
    const server = createServer((near) => {
      const far = connect(this.#target)
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from)
        if (from === far) from.pipe(this.#withoutNotifications()).pipe(to)
        else from.pipe(to)
        from.on("error", () => to.destroy())
        from.on("close", () => {
          this.#sockets.delete(from)
          to.destroy()
        })
      }
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve))
  }

  async down(): Promise<void> {
    const server = this.#server
    if (!server?.listening) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** A message is its type, its length (4 bytes, themselves included), and what it says; `A` is a notification. */
  #withoutNotifications(): Transform {
    let rest: Buffer = Buffer.alloc(0)
    return new Transform({
      transform: (chunk: Buffer, _, done) => {
        rest = Buffer.concat([rest, chunk])
        const passed: Buffer[] = []
        while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
          const end = 1 + rest.readInt32BE(1)
          if (!this.deaf || rest.toString("latin1", 0, 1) !== "A") passed.push(rest.subarray(0, end))
          rest = rest.subarray(end)
        }
        done(null, Buffer.concat(passed))
      },
    })
  }
}
