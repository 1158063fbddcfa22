import type { IncomingMessage } from "node:http"
import { networkOf } from "../../../../modules/one_time_code"

/** Clients without a known address, for example over a Unix socket, share one network. */
const UNKNOWN = "unknown"

/**
 * The network of a request, for limits (contract R42): the socket's address, or behind proxies the address that the
 * outermost trusted proxy saw. Medusa's own `req.ip` trusts one hop even without a proxy, so clients
 * could choose their address.
 *
 * @param trustedProxies how many entries at the end of `X-Forwarded-For` were added by proxies of the shop's own
 */
export function clientNetwork(req: Pick<IncomingMessage, "headers" | "socket">, trustedProxies: number): string {
  const forwarded = [req.headers["x-forwarded-for"] ?? []].flat().join(",").split(",").reverse()
  const hops = [req.socket.remoteAddress ?? "", ...forwarded.filter((entry) => entry.trim() !== "")]
  const seen = hops.slice(0, trustedProxies + 1).map((hop) => networkOf(withoutPort(hop.trim())))
  // No trusted proxy writes a text that is not an address. The nearest hop before it counts.
  const end = seen.indexOf(null)
  return (end === -1 ? seen : seen.slice(0, end)).at(-1) ?? UNKNOWN
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop
}
