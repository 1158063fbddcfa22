import http from "node:http"
import type { AddressInfo } from "node:net"
import { createApi } from "../../integration-tests/helpers/api"
import { undocumented } from "../../integration-tests/helpers/documented"

const answer = (body: unknown, status = 200, type = "application/json; charset=utf-8") => ({ status, type, body })
const health = "/admin/orders/order_1/credit?fields=id"

it("M71: an answer with an extra field, a missing field, another status or another type breaks the document", () => {
  expect(undocumented("GET", health, answer({ order_credit: null }))).toBeUndefined()
  expect(undocumented("GET", health, answer({ order_credit: null, more: 1 }))).toContain("additionalProperty")
  expect(undocumented("GET", health, answer({}))).toContain("order_credit")
  expect(undocumented("GET", health, answer({ order_credit: null }, 201))).toContain("this status is not documented")
  expect(undocumented("GET", health, answer("<p>", 200, "text/html"))).toContain("text/html is not documented")
  expect(undocumented("GET", health, answer({ message: "no code" }, 404))).toContain("code")
  expect(undocumented("GET", "/admin/orders/order_1", answer({ order: {} }))).toBeUndefined()
})

// Guard: `undocumented` in integration-tests/helpers/api.ts.
it("M71: the client that the HTTP tests send with fails a test whose answer is not documented", async () => {
  const server = http.createServer((_req, res) => res.setHeader("content-type", "application/json").end("{}"))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const api = createApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    await expect(api.send("GET", health)).rejects.toThrow("(M71)")
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
