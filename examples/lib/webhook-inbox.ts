import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"

/** A message of the store, as docs/webhooks.md describes it. */
export type Message = {
  type: string
  livemode: boolean
  subject: string
  sequence: number
  data: Record<string, unknown>
}

/** A receiver of webhooks on this machine. It stores each message once, and only if its signature is right. */
export type Inbox = {
  url: string
  /** Sets the secret from the answer that created the endpoint. Messages wait for it. */
  trust: (secret: string) => void
  messages: () => Message[]
  refused: () => number
  close: () => Promise<void>
}

export async function openInbox(): Promise<Inbox> {
  const messages = new Map<string, Message>()
  let trust: Inbox["trust"] = () => {}
  const secret = new Promise<string>((resolve) => {
    trust = resolve
  })
  let refused = 0
  const server = createServer(async (req, res) => {
    const parts: Buffer[] = []
    for await (const part of req) parts.push(part as Buffer)
    try {
      const message = new Webhook(await secret).verify(
        Buffer.concat(parts).toString(),
        req.headers as Record<string, string>,
      )
      messages.set(String(req.headers["webhook-id"]), message as Message)
      res.writeHead(204).end()
    } catch {
      refused += 1
      res.writeHead(401).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/clientele`,
    trust,
    messages: () => [...messages.values()],
    refused: () => refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
