import dns, { type LookupAddress } from "node:dns"
import { isIP, type LookupFunction } from "node:net"
import type { Dispatcher } from "undici"
import type { PluginOptions } from "../../../kernel/options"
import { isPublicAddress } from "./address-guard"

type Options = Pick<PluginOptions["webhooks"], "allowPrivateNetworks" | "egressProxy">

/** Maximum connections to one receiver. */
const CONNECTIONS = 50

/** A receiver has an address that must not be connected to. */
export class AddressRefused extends Error {}

/** Two ways to the receivers: over connections that are kept for further messages, and over a new one for each message. */
export type Dispatchers = { kept: Dispatcher; fresh: Dispatcher }

/**
 * Makes the dispatchers of an application. They check the address at the moment of connecting, so a host name that resolves to
 * another address the second time (DNS rebinding) is no way around. With `egressProxy` each connection is a tunnel (CONNECT), and the
 * proxy resolves the names and says which addresses it lets out.
 *
 * @param timeoutMs time limit of a connection
 */
export async function makeDispatchers(options: Options, timeoutMs: number): Promise<Dispatchers> {
  // Loaded with the first message, because stores without endpoints never need it.
  const { Agent, ProxyAgent, buildConnector } = await import("undici")
  // The time limit of a request is the sender's, and includes DNS and the connection.
  const limits = { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 }
  const { egressProxy } = options
  if (egressProxy) {
    const make = (pipelining: number) =>
      new ProxyAgent({ ...limits, pipelining, uri: egressProxy, ...credentialsOf(egressProxy) })
    return { kept: make(1), fresh: make(0) }
  }
  const isAllowed = options.allowPrivateNetworks ? isSpecified : isPublicAddress
  const connector = buildConnector({ timeout: timeoutMs, lookup: lookupAllowed(isAllowed) })
  const connect: typeof connector = (target, done) => {
    const host = target.hostname.replace(/^\[|\]$/g, "")
    // Guard: an address is not looked up.
    if (isIP(host) && !isAllowed(host)) {
      done(new AddressRefused(host), null)
    } else {
      connector(target, done)
    }
  }
  return { kept: new Agent({ ...limits, connect }), fresh: new Agent({ ...limits, connect, pipelining: 0 }) }
}

/** Any address but the one that stands for this machine, 0.0.0.0 or ::. */
const isSpecified = (address: string): boolean => !/^(?:0\.0\.0\.0|(?:0*:)+0*)$/.test(address)

/** Resolves a name, and refuses it if one of its addresses is not allowed. */
const lookupAllowed =
  (isAllowed: (address: string) => boolean): LookupFunction =>
  (hostname, options, done) => {
    dns.lookup(hostname, options, (error, address: string | LookupAddress[], family) => {
      const all = typeof address === "string" ? [address] : (address ?? []).map((one) => one.address)
      const refused = error ? undefined : all.find((one) => !isAllowed(one))
      done(refused === undefined ? error : new AddressRefused(refused), address, family)
    })
  }

/** The proxy agent itself sends a user only together with a password. */
function credentialsOf(proxy: string): { token?: string } {
  const { username, password } = new URL(proxy)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return username ? { token: `Basic ${Buffer.from(credentials).toString("base64")}` } : {}
}
