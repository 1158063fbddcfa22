import { isIP, isIPv4 } from "node:net"
import ipaddr from "ipaddr.js"
import type { PluginOptions } from "../../../kernel/options"

type Options = PluginOptions["webhooks"]

const MAX_URL = 2000

/** Names that stand for this machine or its network (RFC 6761, RFC 6762, and what clouds and offices use). */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/

/**
 * Whether an address is one of the public internet: not private, loopback, link-local, of metadata services, multicast, reserved, nor an
 * IPv4 address in IPv6 (mapped, 6to4, NAT64, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.isValid(address) ? ipaddr.parse(address) : null
  // The library treats unassigned addresses such as ::7f00:1 as public. Global unicast addresses are in 2000::/3.
  return parsed?.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST))
}

const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3")

/**
 * The problem of an endpoint's URL (contract M41, M67), as the end of a sentence; `null` for a valid URL. A host name is
 * resolved, and its addresses are checked, when a message is sent.
 */
export function problemOfUrl(text: string, options: Options): string | null {
  const url = text.length <= MAX_URL && URL.canParse(text) ? new URL(text) : null
  if (!url) {
    return `must be a URL of at most ${MAX_URL} characters`
  }
  if (url.protocol !== "https:" && !(options.allowHttp && url.protocol === "http:")) {
    return options.allowHttp ? "must begin with https:// or http://" : "must begin with https://"
  }
  if (url.username || url.password) {
    return "must not contain a user name or password; receivers verify the signature"
  }
  return problemOfPort(url, options) ?? problemOfHost(url, text, options)
}

function problemOfPort({ port, protocol }: URL, { ports }: Options): string | null {
  const number = Number(port) || (protocol === "https:" ? 443 : 80)
  return ports && !ports.includes(number) ? `must use one of the ports ${ports.join(", ")}` : null
}

function problemOfHost({ hostname }: URL, text: string, { allowPrivateNetworks }: Options): string | null {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "")
  // A URL parser reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1. A public address is not written like that.
  if (isIPv4(host) && !text.includes(`//${host}`)) {
    return "must have its IP address in dotted decimal form"
  }
  if (allowPrivateNetworks) {
    return null
  }
  const isPublic = isIP(host) ? isPublicAddress(host) : host.includes(".") && !PRIVATE_NAME.test(host)
  return isPublic ? null : "must not be an address of a private network"
}
