import net, { type AddressInfo, type Socket } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import { parseOptions } from "../../src/kernel/options"
import { type Posted, Poster } from "../../src/modules/webhook/sending/post-message"

const OPTIONS = { ...parseOptions({}).webhooks, allowHttp: true, allowPrivateNetworks: true, ports: null }
const TIMEOUT_MS = 500

/** Sends messages, one after the other, to a receiver that answers by `answer`. `"never"` for one without a result. */
async function post(answer: (socket: Socket, nth: number) => void, times = 1): Promise<(Posted | "never")[]> {
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    let nth = 0
    socket.on("error", () => undefined)
    socket.on("data", () => answer(socket, ++nth))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const poster = new Poster(OPTIONS, TIMEOUT_MS)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  const results: (Posted | "never")[] = []
  try {
    for (let n = 0; n < times; n++) {
      results.push(await Promise.race([poster.post(url, {}, "{}"), delay(TIMEOUT_MS * 4, "never" as const)]))
      await delay(20)
    }
    return results
  } finally {
    await poster.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe("a receiver's answers", () => {
  // Guard: "close" in post-message.ts. Without it the attempt never ends, and no message goes to the endpoint any more.
  it("R63: a receiver that switches protocols is a failed attempt", async () => {
    const answer = "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"
    expect(await post((socket) => socket.write(answer))).toMatchObject([{ status: null, error: "connection_failed" }])
  })

  it.each<[string, string, Partial<Posted>]>([
    ["early hints and then nothing", "HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n", { error: "timeout" }],
    ["a head without end", "HTTP/1.1 200 OK\r\n", { error: "timeout" }],
    ["a body without end", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", { error: "timeout" }],
    ["an invalid chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", { error: "connection_failed" }],
    ["no HTTP", "hello\r\n\r\n", { error: "connection_failed" }],
  ])("R63: an attempt ends with %s", async (_what, answer, result) => {
    expect(await post((socket) => socket.write(answer))).toMatchObject([result])
  })

  it("R63: an answer that ends with its connection is a success", async () => {
    expect(await post((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nyes"))).toMatchObject([
      { status: 200, excerpt: "yes", error: null },
    ])
  })

  // Guard: Stale in post-message.ts. A receiver may close an idle connection at any time, also while a message is on its way to it.
  it("R63: a kept connection that the receiver has closed is no failed attempt, and a new one that it closes is one", async () => {
    const OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    const closing = await post((socket, nth) => (nth === 1 ? socket.write(OK) : socket.destroy()), 3)
    expect(closing).toMatchObject([{ error: null }, { error: null }, { error: null }])
    expect(await post((socket) => socket.destroy())).toMatchObject([{ error: "connection_failed" }])
  })
})
