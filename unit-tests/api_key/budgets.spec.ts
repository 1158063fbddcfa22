import { parseOptions } from "../../src/kernel/options"
import { limitOf } from "../../src/modules/api_key/domain/budgets"

const limits = (rateLimits?: unknown) => parseOptions({ rateLimits }).rateLimits
const LIVE = { perMinute: 60, perDay: 10_000 }
const TEST = { perMinute: 120, perDay: 20_000 }
const call = (method: string, path: string, mode: "live" | "test" = "live") => ({ key_id: "apk_1", mode, method, path })

it("R62: without options a live key has 60 calls a minute and 10,000 a day, a test key twice as many", () => {
  expect(limitOf(limits(), call("GET", "/admin/customer-profiles"))).toEqual({ bucket: "apk_1", budget: LIVE })
  expect(limitOf(limits(), call("POST", "/admin/loyalty/example", "test"))).toEqual({ bucket: "apk_1", budget: TEST })
})

it("R62: `false` removes the limits", () => {
  expect(limitOf(limits(false), call("GET", "/admin/customer-profiles"))).toBeNull()
})

const UPDATES = { methods: ["POST", "PUT", "PATCH"], path: "/admin/customer-profiles/:id", limit: false }
const PHOTOS = { path: "/admin/customers/:id/photo", limit: { perMinute: 5, perDay: 50 } }
const CREDIT = { methods: ["GET"], path: "/admin/credit/*", limit: { perMinute: 10, perDay: 100 } }

it.each([
  ["POST", "/admin/customer-profiles/cus_1", null],
  ["PATCH", "/ADMIN/Customer-Profiles/cus_1/", null],
  ["GET", "/admin/customer-profiles/cus_1", "apk_1"],
  ["POST", "/admin/customer-profiles", "apk_1"],
  ["POST", "/admin/customer-profiles/by-external-id/7", "apk_1"],
  ["POST", "/admin/customers/cus_1/photo", "apk_1:1"],
  ["DELETE", "/admin/customers/cus_2/photo", "apk_1:1"],
  ["GET", "/admin/credit/accounts", "apk_1:2"],
  ["HEAD", "/admin/credit/approvals/order_1/approve", "apk_1:2"],
  ["POST", "/admin/credit/accounts", "apk_1"],
  ["GET", "/admin/credit", "apk_1"],
])("R62: %s %s counts towards %s", (method, path, bucket) => {
  const rules = [UPDATES, PHOTOS, CREDIT]
  expect(limitOf(limits({ rules }), call(method, path))?.bucket ?? null).toBe(bucket)
})

it("R62: one line of options removes the limits on updates, as the second API document wants", () => {
  const rules = [{ methods: ["PUT", "PATCH"], limit: false }]
  expect(limitOf(limits({ rules }), call("PATCH", "/admin/customers/cus_1/notes/note_1"))).toBeNull()
  expect(limitOf(limits({ rules }), call("GET", "/admin/customers/cus_1/notes"))).not.toBeNull()
})

it.each([
  [{ live: { perMinute: 0, perDay: 1 } }, "rateLimits.live.perMinute"],
  [{ live: { perMinute: 1 } }, "rateLimits.live.perDay"],
  [{ rules: [{ methods: ["HEAD"], limit: false }] }, "rateLimits.rules.0.methods.0"],
  [{ rules: [{ path: "/store/carts", limit: false }] }, "rateLimits.rules.0.path"],
  [{ rules: [{ path: "/admin/credit" }] }, "rateLimits.rules.0.limit"],
  [true, "rateLimits"],
  [{ off: "off", live: 3 }, "rateLimits"],
])("R62: %j stops the boot naming %s", (rateLimits, name) => {
  expect(() => limits(rateLimits)).toThrow(name)
})
