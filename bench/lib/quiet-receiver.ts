import http from "node:http"
import type { AddressInfo } from "node:net"
import { parentPort } from "node:worker_threads"

// The receiver has its own thread, because in a shop it is another machine. It answers 200 and keeps nothing.
const server = http.createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200).end())
})
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port))
