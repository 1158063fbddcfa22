import http from "node:http"
import type { AddressInfo } from "node:net"
import { parentPort } from "node:worker_threads"

// A receiver in a thread of its own, as it is another machine's work in a shop: it answers 200 and keeps nothing.
const server = http.createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200).end())
})
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port))
