import { parseOptions } from "../../src/kernel/options"
import PointsModuleService from "../../src/modules/points/service"
import type { Pool } from "../../src/modules/points/sql/prepared-statements"

const raw = async () => ({ rows: [] })
const db: Pool = { raw, transaction: (work) => work({ raw }) }

it("options: the plugin needs none", () => {
  expect(parseOptions(undefined)).toEqual({
    queue: {},
    webhooks: { allowHttp: false, allowPrivateNetworks: false, ports: [443] },
    network: { trustedProxies: 0, mailboxesPerHour: 200, failuresPerDay: 60 },
    mail: { template: "clientele-one-time-code" },
    identity: { trustRegisteredEmail: false },
    customers: { requiredFields: [], strictLengths: false, listTransactedOnly: false, timelineMonths: 24 },
    addresses: { maxPerCustomer: 3 },
    rateLimits: {
      live: { perMinute: 60, perDay: 10_000 },
      test: { perMinute: 120, perDay: 20_000 },
      rules: [],
    },
    testCustomersPay: false,
    credit: { timeZone: "UTC", overLimit: "reject", invoiceOn: "placed", dunning: [] },
    creditCheck: {
      ...{ providers: [], defaultProvider: "internal", timeoutMs: 10_000, validDays: 30 },
      ...{ refresh: ["internal"], internal: {} },
    },
    loyalty: { settings: {} },
  })
})

it("options: the plugin ignores those that Medusa adds", () => {
  expect(() => parseOptions({ database: { clientUrl: "postgres://u:p@localhost/db" } })).not.toThrow()
})

it.each([
  [{ redisURL: "redis://localhost" }, "redisURL"],
  [{ redisUrl: 6379 }, "redisUrl"],
  [{ queue: { url: "x" } }, "queue"],
  [{ codeSecret: "thirty-one characters are short" }, "codeSecret"],
  [{ credit: { timeZone: "Mars/Olympus" } }, "credit.timeZone"],
  // No route decides waiting orders: guard in src/kernel/options.ts.
  [{ credit: { overLimit: "maybe" } }, "credit.overLimit"],
  [{ creditCheck: { timeoutMs: 99 } }, "creditCheck.timeoutMs"],
  [{ creditCheck: { providers: [{ resolve: "./bureau", id: "A" }] } }, "creditCheck.providers.0.id"],
  [{ network: { trustedProxies: -1 } }, "network.trustedProxies"],
  [{ mail: { build: "text" } }, "mail.build"],
  [{ identity: { trustRegisteredEmail: "yes" } }, "identity.trustRegisteredEmail"],
])("options: %j stops the boot naming %s", (options, name) => {
  expect(() => parseOptions(options)).toThrow(name)
})

it.each([
  [{ loyalty_points_enabled: "perhaps" }, "loyalty.settings.loyalty_points_enabled"],
  [{ loyalty_free_money: 1 }, "loyalty.settings.loyalty_free_money"],
])("R30: first settings %j stop the boot naming %s", (settings, name) => {
  expect(() => new PointsModuleService({ __pg_connection__: db }, { loyalty: { settings } })).toThrow(name)
})
