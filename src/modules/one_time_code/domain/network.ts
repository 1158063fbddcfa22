import { isIPv4, isIPv6 } from "node:net"

/**
 * The network that an address belongs to, as limits count it (contract R42): an IPv4 address as it is; the first 64 bits of
 * an IPv6 address, because one household or server can choose freely among the rest.
 *
 * @param address from a socket or a proxy, with or without a zone
 * @returns `null` for an invalid address
 */
export function networkOf(address: string): string | null {
  const bare = (address.trim().split("%")[0] ?? "").toLowerCase()
  if (isIPv4(bare)) {
    return bare
  }
  if (!isIPv6(bare)) {
    return null
  }
  const [first, second, third, fourth, fifth, sixth, high, low] = groupsOf(bare)
  const isMapped = [first, second, third, fourth, fifth].every((group) => group === 0) && sixth === 0xffff
  return isMapped
    ? [high >> 8, high & 255, low >> 8, low & 255].join(".")
    : `${[first, second, third, fourth].map((group) => group.toString(16)).join(":")}::/64`
}

/**
 * The site of a network, for the limits over all mailboxes: an IPv4 address as it is; for IPv6 the /48, because one
 * customer of a provider can own a whole /48 with 65,536 networks.
 *
 * @param network from {@link networkOf}
 */
export function siteOf(network: string): string {
  const [first, second, third] = network.split(":")
  return third === undefined ? network : `${first}:${second}:${third}::/48`
}

type Groups = [number, number, number, number, number, number, number, number]

/** The eight groups of an IPv6 address; the URL parser writes every form as groups of hexadecimal digits. */
function groupsOf(address: string): Groups {
  const url = new URL(`http://[${address}]/`)
  const [head = "", tail] = url.hostname.slice(1, -1).split("::")
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)))
  const [left, right] = [numbers(head), numbers(tail ?? "")]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right] as Groups
}
