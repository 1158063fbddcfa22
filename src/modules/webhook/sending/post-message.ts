import dns, { type LookupAddress } from "node:dns"
import http from "node:http"
import https from "node:https"
import { isIP, type LookupFunction } from "node:net"
import type { Duplex } from "node:stream"
import tls from "node:tls"
import type { PluginOptions } from "../../../kernel/options"
import type { AttemptError } from "../types"
import { isPublicAddress, problemOfUrl } from "./address-guard"

type Options = PluginOptions["webhooks"]

/** Time limit for DNS, connection, request and answer together (contract R63). */
export const TIMEOUT_MS = 15_000

/** Maximum bytes of an answer that are read before the connection is closed. */
const MAX_ANSWER_BYTES = 16_384

const MAX_EXCERPT = 1000

/** The result of a request. `status` is `null` if no answer came. */
export type Posted = {
  status: number | null
  retryAfter: string | undefined
  excerpt: string | null
  error: AttemptError | null
}

/** The way out: an agent that refuses addresses when it connects, or a tunnel through `webhooks.egressProxy`. */
type Agents = { http: http.Agent; https: https.Agent }

/**
 * Sends messages. The address is checked at the moment of connecting, so a host name that resolves to another address the
 * second time (DNS rebinding) is no way around. Connections are kept alive for further messages.
 */
export class Poster {
  readonly #options: Options
  readonly #timeoutMs: number
  #agents: Promise<Agents> | undefined

  /** @param timeoutMs tests make it shorter */
  constructor(options: Options, timeoutMs: number = TIMEOUT_MS) {
    this.#options = options
    this.#timeoutMs = timeoutMs
  }

  /** Never rejects. Redirects are not followed. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<Posted> {
    // Guard: options may be stricter than when the endpoint was made, and a row may have been changed by hand.
    if (problemOfUrl(url, this.#options) !== null) {
      return failed("address_refused")
    }
    const until = performance.now() + this.#timeoutMs
    for (;;) {
      try {
        this.#agents ??= makeAgents(this.#options)
        const timeoutMs = until - performance.now()
        return await request(new URL(url), await this.#agents, { headers, body, timeoutMs })
      } catch (error) {
        // Each of them ends a kept connection, so this comes to an end.
        if (!(error instanceof Stale)) {
          return failed(codeOf(error))
        }
      }
    }
  }

  /** Ends the kept connections. */
  async close(): Promise<void> {
    const agents = await this.#agents
    this.#agents = undefined
    agents?.http.destroy()
    agents?.https.destroy()
  }
}

const failed = (error: AttemptError): Posted => ({ status: null, retryAfter: undefined, excerpt: null, error })

/** The agent's refusals have no code, only this sentence. */
const REFUSED = /is not allowed\. Because/

class Late extends Error {}

/** The receiver had closed a kept connection. Its message goes over another one. */
class Stale extends Error {}

/** Codes of a connection that the other side has closed. */
const CLOSED = new Set(["ECONNRESET", "EPIPE"])

function codeOf(error: unknown): AttemptError {
  if (error instanceof Late) {
    return "timeout"
  }
  return REFUSED.test((error as Error).message ?? "") ? "address_refused" : "connection_failed"
}

/**
 * Loaded with the first message, because stores without endpoints never need it. It is an ES module, and Jest cannot
 * `require` one.
 */
async function makeAgents({ allowPrivateNetworks, egressProxy }: Options): Promise<Agents> {
  const keep = { keepAlive: true, maxSockets: 50, maxFreeSockets: 50, timeout: TIMEOUT_MS * 2 }
  if (egressProxy) {
    const proxy = new URL(egressProxy)
    return {
      http: new TunnelAgent(proxy, false, keep),
      https: new TunnelAgent(proxy, true, keep) as unknown as https.Agent,
    }
  }
  const { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } = await import("request-filtering-agent")
  const checked = allowPrivateNetworks ? {} : { lookup: lookupPublic }
  const filter = { ...keep, ...checked, allowPrivateIPAddress: allowPrivateNetworks, allowMetaIPAddress: false }
  return { http: new RequestFilteringHttpAgent(filter), https: new RequestFilteringHttpsAgent(filter) }
}

/**
 * Resolves a name, and refuses addresses that the agent takes for public: unassigned IPv6 ranges such as fec0::/10, and
 * 64:ff9b:1::/48, behind which a network can have its private IPv4 addresses (RFC 8215).
 */
const lookupPublic: LookupFunction = (hostname, options, done) => {
  dns.lookup(hostname, options, (error, address: string | LookupAddress[], family) => {
    const all = typeof address === "string" ? [address] : (address ?? []).map((one) => one.address)
    const refused = error ? undefined : all.find((one) => !isPublicAddress(one))
    done(
      refused === undefined ? error : new Error(`${refused} is not allowed. Because it is not public`),
      address,
      family,
    )
  })
}

type Made = (error: Error | null, socket: Duplex) => void

/** Asks a proxy for a tunnel (CONNECT) to each receiver. The proxy resolves names, and says which addresses it lets out. */
class TunnelAgent extends http.Agent {
  readonly #proxy: URL
  readonly #isSecure: boolean

  constructor(proxy: URL, isSecure: boolean, options: http.AgentOptions) {
    super(options)
    this.#proxy = proxy
    this.#isSecure = isSecure
    Object.assign(this, { protocol: isSecure ? "https:" : "http:", defaultPort: isSecure ? 443 : 80 })
  }

  override createConnection(options: http.ClientRequestArgs, made?: Made): undefined {
    const { host, port } = { ...options, host: options.host ?? "" }
    const refuse = (error: Error) => (made as ((error: Error) => void) | undefined)?.(error)
    const { hostname, port: proxyPort, protocol, username, password } = this.#proxy
    const target = `${host.includes(":") ? `[${host}]` : host}:${port}`
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    const asked = (protocol === "https:" ? https : http).request({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(proxyPort) || (protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: target,
      timeout: TIMEOUT_MS,
      agent: false,
      headers: {
        host: target,
        ...(username ? { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` } : {}),
      },
    })
    asked.once("timeout", () => asked.destroy(new Error("the proxy does not answer")))
    asked.once("error", refuse)
    asked.once("response", (answer) => asked.destroy(new Error(`the proxy answered ${answer.statusCode}`)))
    asked.once("connect", (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy()
        refuse(new Error(`the proxy answered ${answer.statusCode}`))
        return
      }
      made?.(null, this.#isSecure ? tls.connect({ socket, host, servername: isIP(host) ? "" : host }) : socket)
    })
    asked.end()
    return undefined
  }
}

type Sent = { headers: Record<string, string>; body: string; timeoutMs: number }

function request(url: URL, agents: Agents, { headers, body, timeoutMs }: Sent): Promise<Posted> {
  const isSecure = url.protocol === "https:"
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? https : http).request(url, {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      agent: isSecure ? agents.https : agents.http,
    })
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    // A request reports its end only on a connection of its own, so the time limit does not depend on that.
    const timer = setTimeout(() => {
      fail(new Late())
      sent.destroy()
    }, timeoutMs)
    let isAnswered = false
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && !isAnswered && CLOSED.has(error.code ?? "")
      fail(isStale ? new Stale() : error)
    })
    // Guard: a receiver that switches protocols (101) gets neither an error nor a response, only the end of the connection.
    sent.once("close", () => isAnswered || fail(new Error("the connection ended without an answer")))
    sent.once("response", (answer) => {
      isAnswered = true
      readBeginning(answer, fail, (text) => {
        clearTimeout(timer)
        resolve(postedOf(answer, text))
      })
    })
    sent.end(body)
  })
}

function postedOf({ statusCode = 0, headers }: http.IncomingMessage, text: string): Posted {
  const isRedirect = statusCode >= 300 && statusCode < 400
  const error = isRedirect ? "redirect_refused" : statusCode >= 200 && statusCode < 300 ? null : "http_status"
  return { status: statusCode, retryAfter: headers["retry-after"], excerpt: text || null, error }
}

/** An endless answer is cut off, because only its status counts. */
function readBeginning(answer: http.IncomingMessage, fail: (error: Error) => void, done: (text: string) => void): void {
  const parts: Buffer[] = []
  let length = 0
  answer.on("data", (part: Buffer) => {
    parts.push(part)
    length += part.length
    if (length > MAX_ANSWER_BYTES) {
      answer.destroy()
      done(excerptOf(parts))
    }
  })
  answer.once("end", () => done(excerptOf(parts)))
  answer.on("error", fail)
}

/** PostgreSQL takes no NUL. */
const excerptOf = (parts: readonly Buffer[]): string =>
  Buffer.concat(parts)
    .toString("utf8")
    .replaceAll("\0", "")
    .slice(0, MAX_EXCERPT)
    .replace(/\p{Cs}/gu, "")
