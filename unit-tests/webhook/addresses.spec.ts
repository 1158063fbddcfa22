import dns from "node:dns"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { parseOptions } from "../../src/kernel/options"
import { isPublicAddress, problemOfUrl } from "../../src/modules/webhook/sending/address-guard"
import { AddressRefused, makeDispatchers } from "../../src/modules/webhook/sending/dispatchers"
import { Poster } from "../../src/modules/webhook/sending/post-message"

const usual = parseOptions({}).webhooks
const anyPort = { ...usual, allowHttp: true, ports: null }

const PRIVATE = [
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.8.8.8",
  "169.254.169.254",
  "172.16.0.1",
  "192.0.2.1",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::7f00:1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::1",
  "2001::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "ff02::1",
]

describe("the URL of an endpoint", () => {
  it.each(PRIVATE)("M41, M67: the address %s is refused", (address) => {
    expect(isPublicAddress(address)).toBe(false)
    expect(problemOfUrl(`https://${address.includes(":") ? `[${address}]` : address}/in`, usual)).toMatch(
      /private network/,
    )
  })

  it.each(["8.8.8.8", "2606:4700::1111"])("M67: the address %s is accepted", (address) => {
    expect(isPublicAddress(address)).toBe(true)
    expect(problemOfUrl(`https://${address.includes(":") ? `[${address}]` : address}/in`, usual)).toBeNull()
  })

  it.each([
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://134744072/",
    "https://0x08080808/",
    "https://１２７.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://api.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://intranet/",
    "https://user@receiver.example/",
    "https://user:secret@receiver.example/",
    "https://receiver.example:8443/",
    "https://receiver.example:22/",
    "http://receiver.example/",
    "ftp://receiver.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "receiver.example",
    "https://",
    `https://receiver.example/${"x".repeat(2000)}`,
  ])("M41, M67: %s is refused", (url) => {
    expect(problemOfUrl(url, usual)).toEqual(expect.any(String))
  })

  it("R63: options allow ports, http and private networks", () => {
    expect(problemOfUrl("https://receiver.example/in?a=1", usual)).toBeNull()
    expect(problemOfUrl("https://receiver.example:8443/", { ...usual, ports: [443, 8443] })).toBeNull()
    expect(problemOfUrl("http://receiver.example:8080/", anyPort)).toBeNull()
    expect(problemOfUrl("http://127.0.0.1:8080/", { ...anyPort, allowPrivateNetworks: true })).toBeNull()
    expect(problemOfUrl("http://2130706433/", { ...anyPort, allowPrivateNetworks: true })).toEqual(expect.any(String))
  })
})

describe("what is connected to", () => {
  let server: http.Server
  let port: number
  let connections = 0
  let requests: string[] = []

  beforeAll(async () => {
    server = http.createServer((req, res) => {
      requests.push(`${req.method} ${req.url}`)
      res.end("ok")
    })
    server.on("connection", () => {
      connections++
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  beforeEach(() => {
    connections = 0
    requests = []
  })
  afterEach(() => jest.restoreAllMocks())

  /**
   * Answers of a name server, one after another; the last one repeats. Only the resolver is fake, because the attacker controls it.
   */
  function resolveTo(...addresses: string[]): void {
    let asked = 0
    jest.spyOn(dns, "lookup").mockImplementation(((
      _name: string,
      options: { all?: boolean },
      done: (...args: unknown[]) => void,
    ) => {
      const address = addresses[Math.min(asked++, addresses.length - 1)] ?? ""
      const family = address.includes(":") ? 6 : 4
      setImmediate(() => (options.all ? done(null, [{ address, family }]) : done(null, address, family)))
    }) as unknown as typeof dns.lookup)
  }

  // Guard: lookupAllowed in dispatchers.ts.
  it.each(["127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::1", "169.254.169.254"])(
    "M67: no byte goes to a name that resolves to %s",
    async (address) => {
      resolveTo(address)
      const poster = new Poster(anyPort, 2000)
      expect(await poster.post(`http://receiver.example:${port}/in`, {}, "{}")).toMatchObject({
        status: null,
        error: "address_refused",
      })
      await poster.close()
      expect(connections).toBe(0)
    },
  )

  // Guard: GLOBAL_UNICAST in address-guard.ts; ipaddr.js calls these ranges unicast.
  it.each(["::7f00:1", "fec0::1", "64:ff9b:1::7f00:1", "4000::1"])(
    "M67: a name that resolves to %s, outside of the public IPv6 addresses, is refused",
    async (address) => {
      resolveTo(address)
      const poster = new Poster(anyPort, 2000)
      const url = `http://receiver.example:${port}/in`
      expect(await poster.post(url, {}, "{}")).toMatchObject({ status: null, error: "address_refused" })
      await poster.close()
    },
  )

  it.each(["0.0.0.0", "::", "0:0:0:0:0:0:0:0"])(
    "M67: also a store that allows private networks sends nothing to a name that resolves to %s",
    async (address) => {
      resolveTo(address)
      const poster = new Poster({ ...anyPort, allowPrivateNetworks: true }, 2000)
      const url = `http://receiver.example:${port}/in`
      expect(await poster.post(url, {}, "{}")).toMatchObject({ status: null, error: "address_refused" })
      await poster.close()
      expect(connections).toBe(0)
    },
  )

  // Guard: isIP in dispatchers.ts. problemOfUrl refuses such a URL before; this is the second lock.
  it.each(["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"])(
    "M67: no connection is opened to the address %s",
    async (host) => {
      const { kept, fresh } = await makeDispatchers(anyPort, 2000)
      for (const dispatcher of [kept, fresh]) {
        const sent = dispatcher.request({ origin: `http://${host}:${port}`, path: "/in", method: "POST", body: "{}" })
        await expect(sent).rejects.toThrow(AddressRefused)
        await dispatcher.destroy()
      }
      expect(connections).toBe(0)
    },
  )

  it("M67: a name that resolves to another address the second time (DNS rebinding) gains nothing", async () => {
    resolveTo("8.8.8.8", "127.0.0.1")
    expect(problemOfUrl(`http://receiver.example:${port}/`, anyPort)).toBeNull()
    await dns.promises.lookup("localhost")
    const first = await new Promise((resolve) =>
      dns.lookup("receiver.example", {}, (_error, address) => resolve(address)),
    )
    expect(first).toBe("8.8.8.8")
    const poster = new Poster(anyPort, 2000)
    expect(await poster.post(`http://receiver.example:${port}/in`, {}, "{}")).toMatchObject({
      error: "address_refused",
    })
    await poster.close()
    expect(connections).toBe(0)
  })

  // Guard: `late` in onRequestStart. A message that waited for too long is recorded as failed, and is sent again.
  it("R63: a message whose name is resolved after its time limit is not sent", async () => {
    const options = { ...anyPort, allowPrivateNetworks: true }
    let resolve = () => {}
    jest.spyOn(dns, "lookup").mockImplementationOnce(((
      _name: string,
      _options: unknown,
      done: (...a: unknown[]) => void,
    ) => {
      resolve = () => done(null, [{ address: "127.0.0.1", family: 4 }])
    }) as unknown as typeof dns.lookup)
    const poster = new Poster(options, 100)
    expect(await poster.post(`http://receiver.example:${port}/late`, {}, "{}")).toMatchObject({ error: "timeout" })
    const connected = new Promise((done) => server.once("connection", done))
    resolve()
    await connected
    expect(await new Poster(options, 2000).post(`http://127.0.0.1:${port}/next`, {}, "{}")).toMatchObject({
      error: null,
    })
    await poster.close()
    expect(requests).toEqual(["POST /next"])
  })

  it("M67: an endpoint whose row names a private address is not connected to", async () => {
    const poster = new Poster(anyPort, 2000)
    for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "2130706433"]) {
      expect(await poster.post(`http://${host}:${port}/in`, {}, "{}")).toMatchObject({ error: "address_refused" })
    }
    await poster.close()
    expect(connections).toBe(0)
  })

  it("R63: with an egress proxy every message goes through its tunnel, and a refusal of the proxy is a failure", async () => {
    const asked: string[] = []
    const proxy = http.createServer()
    proxy.on("connect", (req, socket) => {
      asked.push(`${req.url} ${req.headers["proxy-authorization"] ?? ""}`)
      if (req.url?.startsWith("denied.example")) {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
        return
      }
      const through = require("node:net").connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
        socket.pipe(through).pipe(socket)
      })
      through.on("error", () => socket.destroy())
      socket.on("error", () => through.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
    const egressProxy = `http://me:pass@127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const poster = new Poster({ ...anyPort, egressProxy }, 2000)
    expect(await poster.post("http://receiver.example:8080/in", {}, "{}")).toMatchObject({ status: 200, error: null })
    expect(await poster.post("http://denied.example/in", {}, "{}")).toMatchObject({ error: "connection_failed" })
    await poster.close()
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
    const credentials = `Basic ${Buffer.from("me:pass").toString("base64")}`
    expect(asked).toEqual([`receiver.example:8080 ${credentials}`, `denied.example:80 ${credentials}`])
    expect(requests).toEqual(["POST /in"])
  })
})
