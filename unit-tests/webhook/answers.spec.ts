import net, { type AddressInfo, type Socket } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import { parseOptions } from "../../src/kernel/options"
import { type Posted, Poster } from "../../src/modules/webhook/sending/post-message"

const OPTIONS = { ...parseOptions({}).webhooks, allowHttp: true, allowPrivateNetworks: true, ports: null }
const TIMEOUT_MS = 500

/** Answers the `nth` request of a connection. */
type Answer = (socket: Socket, nth: number) => void

/** Sends messages to a receiver, `atOnce` of them at the same time. `"never"` for one without a result. */
async function post(answer: Answer, times = 1, atOnce = 1): Promise<(Posted | "never")[]> {
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
      const one = () => Promise.race([poster.post(url, {}, "{}"), delay(TIMEOUT_MS * 4, "never" as const)])
      results.push(...(await Promise.all(Array.from({ length: atOnce }, one))))
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
  // Guard: onRequestUpgrade in post-message.ts. Without it the attempt never ends, and no message goes to the endpoint any more.
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

  const OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

  // Guard: the second `request` of post-message.ts. A receiver may close a kept connection at any time, also while a message is on
  // its way to it, and all kept ones at once.
  it("R63: a kept connection that the receiver has closed is no failed attempt", async () => {
    const closing = await post((socket, nth) => (nth === 1 ? socket.write(OK) : socket.destroy()), 3, 10)
    expect(closing).toEqual(Array(30).fill({ status: 200, retryAfter: undefined, excerpt: null, error: null }))
  })

  // Guard: `#answered` in post-message.ts. Without it each of these attempts sends its message twice.
  it("R63: a receiver that closes each connection gets one request an attempt, two after it has answered", async () => {
    const FAILED = { error: "connection_failed" }
    let requests = 0
    const close = (socket: Socket) => {
      requests++
      socket.destroy()
    }
    expect(await post(close, 2)).toMatchObject([FAILED, FAILED])
    expect(requests).toBe(2)
    requests = 0
    const results = await post((socket) => (requests === 0 ? socket.write(OK) && requests++ : close(socket)), 3)
    expect(results).toMatchObject([{ error: null }, FAILED, FAILED])
    expect(requests).toBe(1 + 2 + 1)
  })

  // Guard: MAX_ANSWER_BYTES.
  it("R63: an endless answer is cut off, and its status counts", async () => {
    const pour = (socket: Socket) => socket.writable && socket.write("x".repeat(5000), () => pour(socket))
    const results = await post((socket) => {
      socket.write("HTTP/1.1 500 Oops\r\ncontent-type: text/plain\r\n\r\n")
      pour(socket)
    })
    expect(results).toEqual([{ status: 500, retryAfter: undefined, excerpt: "x".repeat(1000), error: "http_status" }])
  })
})
