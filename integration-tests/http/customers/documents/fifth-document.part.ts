import type { AccountView } from "../../../../src/modules/points/types"
import type { Api } from "../../../helpers/api"
import { eventually, loyaltyOf } from "../../../helpers/loyalty"
import type { Order } from "../../../helpers/shop"
import { mailboxOf } from "../../codes/shoppers"
import { at, basic, type DocumentShop, type Field, type List, MOMENT, type One, ROOT, type Shown } from "./shop"

const JANE = {
  email: "customer@example.com",
  first_name: "Jane",
  last_name: "Doe",
  phone: "+254712345678",
  addresses: [
    { type: "shipping", address1: "Westlands Road", city: "Nairobi", state: "Nairobi", zip: "00100", country: "Kenya" },
  ],
}

const ANSWER: Field[] = [
  ["id", "id", expect.stringMatching(/^cus_/)],
  ["email", "email", "customer@example.com"],
  ["first_name", "first_name", "Jane"],
  ["last_name", "last_name", "Doe"],
  ["phone", "phone", "+254712345678"],
  ["total_orders", "total_orders", 1],
  ["total_spent", "total_spent", [{ currency_code: "usd", amount: 205 }]],
  ["addresses.id", "addresses.0.id", expect.stringMatching(/^cuaddr_/)],
  ["addresses.type", "addresses.0.is_default_shipping", true],
  ["addresses.address1", "addresses.0.address_1", "Westlands Road"],
  ["addresses.city", "addresses.0.city", "Nairobi"],
  ["addresses.state", "addresses.0.province", "Nairobi"],
  ["addresses.zip", "addresses.0.postal_code", "00100"],
  ["addresses.country", "addresses.0.country_code", "ke"],
  ["created_at", "created_at", MOMENT],
]

const SINGLE: Field[] = [
  ["notes", "note_entries.0.body", "Prefers Thursdays"],
  ["orders", "recent_orders.0.total_amount", 205],
]

const LOYALTY: Field[] = [
  ["points_balance", "points_balance", 200],
  ["lifetime_earned", "lifetime_earned", 200],
  ["ledger.id", "ledger.0.id", expect.stringMatching(/^pent_/)],
  ["ledger.type", "ledger.0.type", "earn"],
  ["ledger.points", "ledger.0.points", 200],
  ["ledger.order_id", "ledger.0.order_id", expect.stringMatching(/^order_/)],
  ["ledger.note", "ledger.0.note", null],
]

/** Each key with a value in its string form, as the document's `{"value": "..."}` has it, and what it then is. */
const SETTINGS: [key: string, value: string, meaning: unknown][] = [
  ["loyalty_points_enabled", "true", true],
  ["loyalty_award_trigger", "either", "either"],
  ["loyalty_award_trigger", "order_completed", "order_completed"],
  ["loyalty_award_trigger", "payment_paid", "payment_paid"],
  ["loyalty_points_per_currency_unit", "1", 1],
  ["loyalty_min_order_subtotal_to_earn", "0", 0],
  ["loyalty_points_per_currency_discount", "100", 100],
  ["loyalty_max_redeem_percent", "50", 50],
  ["loyalty_min_points_to_redeem", "100", 100],
  ["loyalty_min_checkout_total", "0", 0],
  ["loyalty_otp_ttl_minutes", "10", 10],
  ["loyalty_redemption_token_ttl_minutes", "30", 30],
]

const LISTED: [query: string, found: number][] = [
  ["page=1&limit=20", 1],
  ["page=2&limit=1", 0],
  ["search=jane", 1],
  ["search=doe", 1],
  ["search=customer@example.com", 1],
]

type Preview = { preview: Record<string, unknown> }

/** The fifth document: any password beside the key, and points. */
export function fifthDocument(open: () => DocumentShop): void {
  let api: Api
  let jane: Shown
  let order: Order

  beforeAll(async () => {
    const { shop, key } = open()
    api = open().with(basic(key, "cs_yyy"))
    jane = (await api.post<One>(ROOT, JANE)).customer
    await api.post(`/admin/customers/${jane.id}/notes`, { body: "Prefers Thursdays" })
    order = await shop.placeOrder({ email: JANE.email, quantity: 10, capture: true })
    await loyaltyOf(shop.admin).granted(order.id, 200)
    await eventually(
      async () => (await api.get<One>(`${ROOT}/${jane.id}`)).customer,
      ({ lifetime_value }) => lifetime_value === 205,
    )
  }, 120_000)

  test.each(ANSWER)("R2 R10 R12 R21 R60: a customer's %s is our %s", async (_theirs, ours, value) => {
    const { customers } = await api.get<List>(`${ROOT}?search=jane%20doe`)
    expect(at(customers[0], ours)).toEqual(value)
  })

  test.each(LISTED)("R10: the list accepts ?%s", async (query, found) => {
    const list = await api.get<List>(`${ROOT}?email=${JANE.email}&${query}`)
    expect([list.count, list.customers.length]).toEqual([1, found])
    expect(list).toMatchObject({ page: expect.any(Number), limit: expect.any(Number) })
  })

  test.each([...ANSWER, ...SINGLE])("R5 R14 R15: a single customer's %s is our %s", async (_theirs, ours, value) => {
    expect(at((await api.get<One>(`${ROOT}/${jane.id}`)).customer, ours)).toEqual(value)
  })

  test.each(LOYALTY)("R31: in a customer's points %s is our %s", async (_theirs, ours, value) => {
    const { loyalty } = await api.get<{ loyalty: AccountView }>(`/admin/customers/${jane.id}/loyalty`)
    expect(at(loyalty, ours)).toEqual(value)
  })

  test.each(SETTINGS)("R30: %s is set by its string form", async (key, value, meaning) => {
    const { setting } = await api
      .send<{ setting: object }>("PUT", `/admin/loyalty/settings/${key}`, { value })
      .then(({ body }) => body)
    expect(setting).toMatchObject({ key, value: meaning })
    const { settings } = await api.get<{ settings: Record<string, unknown> }>("/admin/loyalty/settings")
    expect(settings[key]).toBe(meaning)
  })

  test("R40: the checkout's config has the safe settings", async () => {
    const { config } = await open().shop.guest.get<{ config: object }>("/store/loyalty/config")
    expect(config).toEqual({
      enabled: true,
      points_per_currency_unit: 1,
      points_per_currency_discount: 100,
      max_redeem_percent: 50,
      min_points_to_redeem: 100,
      min_checkout_total: 0,
      currencies: {
        usd: {
          points_per_currency_unit: 1,
          points_per_currency_discount: 100,
          min_order_subtotal_to_earn: 0,
          min_checkout_total: 0,
          decimal_digits: 2,
        },
      },
    })
  })

  test("R41 R42 R43 R45 R46: a shopper with a preview, a code and a token pays an order in part with points", async () => {
    const { shop } = open()
    const { guest } = shop
    await shop.admin.post("/admin/promotions", {
      code: "DOCUMENT10",
      type: "standard",
      status: "active",
      application_method: {
        type: "percentage",
        value: 10,
        target_type: "items",
        allocation: "across",
        currency_code: "usd",
      },
    })
    const goods = { region_id: shop.regions.usd?.id, items: [{ variant_id: shop.variants.shirt, quantity: 2 }] }
    const body = { email: JANE.email, ...goods, coupon_code: "DOCUMENT10" }
    const stranger = await guest.post<Preview>("/store/loyalty/preview", body)
    expect(stranger.preview).toMatchObject({ earnable_points: 36, proof_required: true, eligible: expect.any(Boolean) })
    expect(stranger.preview).not.toHaveProperty("points_balance")

    const sent = await guest.send<{ challenge_id: string }>("POST", "/store/loyalty/redemption/send-otp", {
      email: JANE.email,
    })
    expect(sent.status).toBe(202)
    const code = await (await mailboxOf(shop.url)).code(JANE.email)
    const { redemption_token: token } = await guest.post<{ redemption_token: string }>(
      "/store/loyalty/redemption/verify-otp",
      { email: JANE.email, code },
    )
    const proven = await guest.send<Preview>("POST", "/store/loyalty/preview", body, { "x-loyalty-token": token })
    expect(proven.body.preview).toMatchObject({
      eligible: true,
      points_balance: 200,
      max_points: 200,
      max_discount: "2.00",
    })

    const checkout = {
      ...body,
      shipping_address: { first_name: "Jane", address_1: "Westlands Road", city: "Nairobi", country_code: "us" },
      shipping_option_id: shop.shipping.free,
      payment: { provider_id: "pp_system_default" },
      loyalty_redemption: { token, points: 200 },
    }
    const done = await guest.send<{ type: string; order: Order }>("POST", "/store/checkout/create-order", checkout)
    expect(done).toMatchObject({ status: 200, body: { type: "order", order: { total: 34, email: JANE.email } } })
    const { loyalty } = await api.get<{ loyalty: AccountView }>(`/admin/customers/${jane.id}/loyalty`)
    expect(loyalty).toMatchObject({
      points_balance: 0,
      lifetime_redeemed: 200,
      ledger: [{ type: "redeem", points: -200 }, { type: "earn" }],
    })
  })

  test("R32: an order is awarded once, however often its payment is reported", async () => {
    const { admin } = open().shop
    await loyaltyOf(admin).reconcile({ order_ids: [order.id], repair: true })
    await admin.post(`/admin/orders/${order.id}`, { metadata: { touched: true } })
    const { loyalty } = await api.get<{ loyalty: AccountView }>(`/admin/customers/${jane.id}/loyalty`)
    expect(loyalty.ledger.filter(({ order_id }) => order_id === order.id)).toHaveLength(1)
  })
}
