import { clientNetwork } from "../../src/api/store/loyalty/redemption/client-network"
import { networkOf, siteOf } from "../../src/modules/one_time_code/domain/network"

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::192.0.2.7", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("R42: the network of %s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network)
})

// Guard: networkOf keeps the first four groups and no more (modules/one_time_code/domain/network.ts).
it("M31: addresses of one /64 are one network, those of two are two", () => {
  expect(networkOf("2001:db8:1:2::1")).toBe(networkOf("2001:db8:1:2:ffff::"))
  expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"))
})

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["0:0:0:0::/64", "0:0:0::/48"],
  ["unknown", "unknown"],
])("R42: the network %s is part of the site %s", (network, site) => {
  expect(siteOf(network)).toBe(site)
})

it.each(["", "unknown", "256.1.1.1", "1.2.3", "1.2.3.4.5", ":::", "2001:db8::1::2", "g::1", "example.com", "1.2.3.4]"])(
  "R42: %j is not an address",
  (address) => {
    expect(networkOf(address)).toBeNull()
  },
)

type Request = Parameters<typeof clientNetwork>[0]
const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded } }) as Request

// Guard: `slice(0, trustedProxies + 1)` in src/api/store/loyalty/redemption/client-network.ts.
it.each([
  [0, "203.0.113.9", "1.1.1.1, 2.2.2.2", "203.0.113.9"],
  [1, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"],
  [2, "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"],
  [2, "10.0.0.1", "203.0.113.9", "203.0.113.9"],
  [1, "203.0.113.9", undefined, "203.0.113.9"],
  [1, "10.0.0.1", "203.0.113.9:4711", "203.0.113.9"],
  [1, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8:0:0::/64"],
  [1, "10.0.0.1", "6.6.6.6, unknown", "10.0.0.1"],
  [2, "10.0.0.1", "6.6.6.6, nonsense, 10.0.0.2", "10.0.0.2"],
  [0, undefined, "6.6.6.6", "unknown"],
])("M31: with %i proxies, a request from %s that says %j comes from %s", (proxies, socket, forwarded, network) => {
  expect(clientNetwork(request(socket, forwarded), proxies)).toBe(network)
})
