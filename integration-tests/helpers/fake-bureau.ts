import http from "node:http"
import type { AddressInfo, Socket } from "node:net"

/** A request that the bureau received. */
type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }

/** The bureau's answer to one request. */
export type Behaviour = (response: http.ServerResponse, seen: Seen) => void | Promise<void>

/** A credit bureau with HTTP on this machine. Tests choose its failures. */
export type FakeBureau = {
  /** `http://127.0.0.1:<port>`. */
  url: string
  seen: Seen[]
  /** Bytes that it has written to all connections. */
  written(): number
  /** Answers one request with each behaviour, then all others with the last. */
  behave(...behaviours: Behaviour[]): void
  close(): Promise<void>
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
  }

/** Sends a byte from time to time, and never ends. */
export const drip: Behaviour = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  const timer = setInterval(() => response.write(" "), 20)
  response.on("close", () => clearInterval(timer))
}

/** Accepts the request and never answers. */
export const silence: Behaviour = () => undefined

/** Cuts the connection without an answer. */
export const hangUp: Behaviour = (response) => {
  response.destroy()
}

/** This many bytes of JSON, while the client reads them. */
export const huge =
  (bytes: number): Behaviour =>
  async (response) => {
    response.writeHead(200, { "content-type": "application/json" })
    response.write('{"score":700,"padding":"')
    const chunk = "x".repeat(65_536)
    for (let sent = 0; sent < bytes && !response.destroyed; sent += chunk.length) {
      if (!response.write(chunk)) {
        await new Promise((resolve) => {
          response.once("drain", resolve)
          response.once("close", resolve)
        })
      }
    }
    response.end('"}')
  }

export async function startBureau(): Promise<FakeBureau> {
  const seen: Seen[] = []
  let script: Behaviour[] = [json({ score: 700 })]
  const sockets: Socket[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const { method = "", url = "", headers } = request
      const one = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") }
      seen.push(one)
      const behave = script.length > 1 ? script.shift() : script[0]
      void behave?.(response, one)
    })
  })
  server.on("connection", (socket) => void sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    written: () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    behave(...behaviours) {
      script = behaviours
      seen.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
