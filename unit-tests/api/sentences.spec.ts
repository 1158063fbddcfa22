import { z } from "@medusajs/framework/zod"
import { AdminListCustomerProfiles } from "../../src/api/admin/customer-profiles/validators"
import { AdminAdjustPoints, AdminListPointsEntries } from "../../src/api/admin/customers/[id]/loyalty/validators"
import { AdminListCustomerNotes, AdminSaveCustomerNote } from "../../src/api/admin/customers/[id]/notes/validators"
import { AdminListCustomerOrders } from "../../src/api/admin/customers/[id]/orders/validators"
import { AdminReconcileLoyalty } from "../../src/api/admin/loyalty/validators"
import { parse } from "../../src/api/shared/validate"
import { StorePreviewLoyalty } from "../../src/api/store/loyalty/preview/validators"
import { parseSetting } from "../../src/modules/points/domain/settings"
import { storeCreateOrder } from "../../src/workflows/checkout/checkout-input"
import { NewContact } from "../../src/workflows/customers/contact-input"
import { customerBodies } from "../../src/workflows/customers/customer-bodies"

function refusalOf(schema: z.ZodType, input: unknown): string {
  try {
    return `taken: ${JSON.stringify(parse(schema, input, "body"))}`
  } catch (error) {
    return (error as Error).message
  }
}

const { create } = customerBodies.usual
const shared = z.strictObject({
  text: z.string().max(5).optional(),
  number: z.number().min(2).optional(),
  positive: z.number().positive().optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  one: z.array(z.string()).max(1).optional(),
  choice: z.enum(["a", "b", "c"]).optional(),
  yes: z.boolean().optional(),
  day: z.iso.date().optional(),
  moment: z.iso.datetime({ offset: true }).optional(),
  bag: z.record(z.string(), z.unknown()).optional(),
  odd: z.string().regex(/x/).optional(),
})

test.each([
  [{ text: 1 }, "text: must be text"],
  [{ text: null }, "text: must be text"],
  [{ text: "123456" }, "text: must have at most 5 characters"],
  [{ number: "2" }, "number: must be a number"],
  [{ number: 1 }, "number: must be at least 2"],
  [{ positive: 0 }, "positive: must be more than 0"],
  [{ list: {} }, "list: must be a list"],
  [{ list: [] }, "list: must not be empty"],
  [{ list: ["a", "b", "c"] }, "list: must have at most 2 entries"],
  [{ one: ["a", "b"] }, "one: must have at most 1 entry"],
  [{ list: ["a", 2] }, "list.1: must be text"],
  [{ choice: "d" }, "choice: must be one of a, b, c"],
  [{ yes: "true" }, "yes: must be true or false"],
  [{ day: "2026-02-30" }, "day: must be a date, for example 2026-01-31"],
  [{ moment: "2026-02-01" }, "moment: must be a date and time with an offset, for example 2026-01-31T12:00:00Z"],
  [{ bag: [] }, "bag: must be a JSON object"],
  [{ odd: "" }, "odd: is not valid"],
  [{ more: 1, even: 2 }, "more: is not a known field; even: is not a known field"],
  [[], "body: must be a JSON object"],
  ["text", "body: must be a JSON object"],
])("M34: %j is answered by %j", (input, message) => {
  expect(refusalOf(shared, input)).toBe(message)
})

// Guards: clientPath (src/workflows/shared/input/aliases.ts) for the names of fields; the messages of the schemas for the rest.
test.each<[z.ZodType, unknown, string]>([
  [AdminAdjustPoints, {}, "points: is required; reason: is required"],
  [
    AdminAdjustPoints,
    { points: "5", reason: "" },
    "points: must be a whole number from -1000000000000 to 1000000000000; reason: must not be empty",
  ],
  [AdminSaveCustomerNote, {}, "body: is required"],
  [AdminSaveCustomerNote, { body: " " }, "body: must not be empty"],
  [AdminListCustomerNotes, { limit: "many" }, "limit: must be a whole number from 1 to 100"],
  [AdminListCustomerNotes, { page_size: "101" }, "page_size: must be a whole number from 1 to 100"],
  [AdminListCustomerNotes, { limit: ["1", "2"] }, "limit: must be a whole number from 1 to 100"],
  [AdminListCustomerNotes, { limit: "" }, "limit: must be a whole number from 1 to 100"],
  [AdminListCustomerNotes, { page: "2", offset: "5" }, "page: cannot be given together with offset"],
  [AdminListCustomerOrders, { page: "2", offset: "5" }, "page: cannot be given together with offset"],
  [AdminListCustomerProfiles, { page: "2", cursor: "x" }, "page: cannot be given together with cursor"],
  [AdminListCustomerProfiles, { search: "x" }, "search: must have at least 2 characters"],
  [
    AdminListPointsEntries,
    { cursor: "2026-99-99" },
    "cursor: is not a cursor of this list; omit it to read the first page",
  ],
  [create, { zip: "x".repeat(17) }, "zip: must have at most 16 characters"],
  [create, { postal_code: "x".repeat(17) }, "postal_code: must have at most 16 characters"],
  [create, { billing_address: { state: 5 } }, "billing_address.state: must be text"],
  [create, { addresses: [{}, { line1: "" }] }, "addresses.1.line1: must not be empty; send null to clear the field"],
  [
    create,
    { phone_number: "12" },
    "phone_number: is not a telephone number; start it with + and the country code, or send the country",
  ],
  [create, { zip: "1", postal_code: "1" }, "postal_code: is another name for zip; send only one of them"],
  [create, { line1: "1", address1: "1" }, "address1: is another name for line1; send only one of them"],
  [create, { page_size: 5 }, "page_size: is not a known field"],
  [NewContact, { email: "x" }, "name: is required; email: Enter a valid email address."],
  [AdminReconcileLoyalty, {}, "order_ids: is required when since is missing"],
  [
    AdminReconcileLoyalty,
    { order_ids: ["a"], since: "2026-01-01T00:00:00Z" },
    "since: cannot be given together with order_ids",
  ],
  [StorePreviewLoyalty, { email: "a@example.com" }, "items: is required when cart_id is missing"],
  [
    StorePreviewLoyalty,
    { email: "a@example.com", cart_id: "cart_1", items: [{ variant_id: "v", quantity: 1 }], country: "Peru" },
    "items: cannot be given together with cart_id; country: cannot be given together with cart_id",
  ],
  [
    storeCreateOrder({ cart_id: 1 }),
    { cart_id: "cart_1", email: "a@b.co", items: [] },
    "email: cannot be given together with cart_id; items: cannot be given together with cart_id",
  ],
  [storeCreateOrder({ cart_id: 1 }), { cart_id: "cart_1", total: 5 }, "total: is not a known field"],
])("M34: case %# is answered in the client's own words", (schema, input, message) => {
  expect(refusalOf(schema, input)).toBe(message)
})

test("R46: the addresses of the checkout take the words that addresses of customers take", () => {
  const body = {
    email: "ada@example.com",
    region_id: "reg_1",
    items: [{ variant_id: "variant_1", quantity: 1 }],
    shipping_address: {
      line1: "1 Main St",
      line2: "Flat 2",
      state: "NY",
      zip: "10001",
      country: "United States",
      phone_number: "1",
    },
    shipping_option_id: "so_1",
  }
  expect(parse(storeCreateOrder(body), body, "body")).toMatchObject({
    shipping_address: {
      address_1: "1 Main St",
      address_2: "Flat 2",
      province: "NY",
      postal_code: "10001",
      country_code: "us",
      phone: "1",
    },
  })
})

test("R10: page and page_size become limit and offset on every list", () => {
  for (const schema of [AdminListCustomerNotes, AdminListCustomerOrders]) {
    expect(parse(schema as z.ZodType, { page: "3", page_size: "7" }, "query")).toMatchObject({ limit: 7, offset: 14 })
    expect(parse(schema as z.ZodType, {}, "query")).toMatchObject({ limit: 20, offset: 0 })
  }
})

test("M34: an error names at most twenty problems", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_one, n) => [`key${n}`, n]))
  expect(refusalOf(AdminSaveCustomerNote, { body: "x", ...many }).split("; ")).toHaveLength(21)
})

// Guard: `printable` (src/workflows/shared/input/parse.ts).
test("M34: an error shows a client's key in one line and shortens it", () => {
  expect(refusalOf(shared, { "a\nerror: forged\u2028": 1 })).toBe("a?error: forged?: is not a known field")
  expect(refusalOf(shared, { ["k".repeat(90_000)]: 1 })).toBe(`${"k".repeat(100)}…: is not a known field`)
})

test("R30: refused settings get the same messages", () => {
  const refusal = (key: Parameters<typeof parseSetting>[0], value: unknown) => {
    const parsed = parseSetting(key, value)
    return parsed.ok ? "taken" : parsed.message
  }
  expect(refusal("loyalty_max_redeem_percent", 101)).toBe(
    "loyalty_max_redeem_percent: must be a whole number from 1 to 100",
  )
  expect(refusal("loyalty_points_per_currency_unit", "many")).toBe("loyalty_points_per_currency_unit: must be a number")
  expect(refusal("loyalty_clawback_policy", "x")).toBe("loyalty_clawback_policy: must be negative or clamp")
})
