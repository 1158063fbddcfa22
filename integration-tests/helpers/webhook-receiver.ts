import http from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"

/** Lets a store send to receivers on this machine. */
export const WEBHOOKS_HERE = { allowPrivateNetworks: true, allowHttp: true, ports: null }

/** A received request, with any answer. */
export type Received = {
  path: string
  id: string
  timestamp: number
  signature: string
  body: {
    type: string
    timestamp: string
    livemode: boolean
    subject: string
    sequence: number
    data: Record<string, unknown>
  }
  headers: http.IncomingHttpHeaders
  text: string
  /** Whether the answer was a 2xx. */
  accepted: boolean
}

type Reply = { status: number; headers?: Record<string, string>; text?: string } | "hang"
type ReplyTo = (one: Omit<Received, "accepted">) => Reply | Promise<Reply>

/** A receiver of webhooks on this machine, like a shop's other system. */
export type Receiver = {
  url: string
  received: Received[]
  /** The number of connections so far, including connections without a request. */
  connections: () => number
  /** The status of the following answers; default 200. */
  answer: (reply: Reply | ReplyTo) => void
  /** Throws unless `standardwebhooks` verifies a request with this secret. */
  verify: (secret: string, one: Received) => void
  close: () => Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let connections = 0
  let reply: Reply | ReplyTo = { status: 200 }
  const server = http.createServer((req, res) => {
    const parts: Buffer[] = []
    req.on("data", (part) => parts.push(part))
    req.on("end", async () => {
      const text = Buffer.concat(parts).toString()
      const one = {
        path: String(req.url),
        id: String(req.headers["webhook-id"]),
        timestamp: Number(req.headers["webhook-timestamp"]),
        signature: String(req.headers["webhook-signature"]),
        body: JSON.parse(text),
        headers: req.headers,
        text,
      }
      const answering = typeof reply === "function" ? reply(one) : reply
      const kept = { ...one, accepted: false }
      received.push(kept)
      const answer = await answering
      kept.accepted = answer !== "hang" && answer.status >= 200 && answer.status < 300
      if (answer !== "hang") res.writeHead(answer.status, answer.headers).end(answer.text ?? "")
    })
  })
  server.on("connection", () => {
    connections++
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    answer: (next) => {
      reply = next
    },
    verify: (secret, { text, headers }) => {
      new Webhook(secret).verify(text, headers as Record<string, string>)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
