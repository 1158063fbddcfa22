import net from "node:net"

/** @returns {Promise<number>} a TCP port on 127.0.0.1 that is free at this moment */
export async function freePort() {
  const server = net.createServer()
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** @returns {Promise<boolean>} whether a process accepts connections on 127.0.0.1:port */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1")
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
    socket.once("connect", () => socket.destroy())
  })
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Polls until the answer is truthy.
 * @param {() => Promise<unknown>} ask
 * @param {{ what: string, deadlineMs?: number }} options the error after the deadline names `what`
 */
export async function until(ask, { what, deadlineMs = 30_000 }) {
  const end = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`waited ${deadlineMs / 1000} s for ${what}`)
    await sleep(50)
  }
}
