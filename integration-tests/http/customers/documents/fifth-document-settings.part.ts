import { loyaltyOf } from "../../../helpers/loyalty"
import { give, tokenOf } from "../../../helpers/redemption"
import type { Customer } from "../../../helpers/shop"
import { mailboxOf } from "../../codes/shoppers"
import type { DocumentShop } from "./shop"

/** What a shopper with 5000 points is told about two shirts of 20 under a setting's value; all others as by default. */
const EFFECTS: [setting: string, value: string, preview: object][] = [
  ["loyalty_points_enabled", "true", { eligible: true, earnable_points: 40, max_points: 2000, max_discount: "20.00" }],
  ["loyalty_points_enabled", "false", { eligible: false, reasons: ["programme_disabled"], earnable_points: 0 }],
  ["loyalty_points_per_currency_unit", "2", { earnable_points: 80 }],
  ["loyalty_points_per_currency_unit", "0.99", { earnable_points: 39 }],
  ["loyalty_min_order_subtotal_to_earn", "40", { earnable_points: 40 }],
  ["loyalty_min_order_subtotal_to_earn", "40.01", { earnable_points: 0 }],
  ["loyalty_points_per_currency_discount", "50", { max_points: 1000, max_discount: "20.00" }],
  ["loyalty_max_redeem_percent", "10", { max_points: 400, max_discount: "4.00" }],
  ["loyalty_min_points_to_redeem", "2000", { eligible: true, max_points: 2000 }],
  // The cart has no room for as many.
  ["loyalty_min_points_to_redeem", "2001", { eligible: false, reasons: ["below_minimum_total"] }],
  ["loyalty_min_checkout_total", "40.01", { eligible: false, reasons: ["below_minimum_total"] }],
]

const DEFAULTS: Record<string, unknown> = {
  loyalty_points_enabled: true,
  loyalty_award_trigger: "payment_paid",
  loyalty_points_per_currency_unit: 1,
  loyalty_min_order_subtotal_to_earn: 0,
  loyalty_points_per_currency_discount: 100,
  loyalty_max_redeem_percent: 50,
  loyalty_min_points_to_redeem: 100,
  loyalty_min_checkout_total: 0,
  loyalty_otp_ttl_minutes: 10,
  loyalty_redemption_token_ttl_minutes: 30,
}

/** The ten settings of the fifth document, by what they do. */
export function fifthDocumentSettings(open: () => DocumentShop): void {
  let rich: Customer
  let token: string

  beforeAll(async () => {
    const { shop, database } = open()
    rich = await shop.register()
    await give(shop, rich, 5000)
    token = await tokenOf(database, rich.email)
  })

  async function under<T>(values: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
    const { set } = loyaltyOf(open().shop.admin)
    try {
      for (const [key, value] of Object.entries(values)) await set(key, value)
      return await work()
    } finally {
      for (const key of Object.keys(values)) await set(key, DEFAULTS[key])
    }
  }

  test.each(EFFECTS)("R30 R32 R41 R44: the setting %s has its effect at %s", async (setting, value, expected) => {
    const { shop } = open()
    const body = {
      email: rich.email,
      region_id: shop.regions.usd?.id,
      items: [{ variant_id: shop.variants.shirt, quantity: 2 }],
    }
    const answer = await under({ [setting]: value }, () =>
      shop.guest.send<{ preview: object }>("POST", "/store/loyalty/preview", body, { "x-loyalty-token": token }),
    )
    expect(answer).toMatchObject({ status: 200, body: { preview: expected } })
  })

  test.each([
    ["payment_paid", 20, 20],
    ["order_completed", 0, 20],
    ["either", 20, 20],
  ])("R30 R32: loyalty_award_trigger at %s decides when an order earns", async (trigger, paid, completed) => {
    const { shop } = open()
    const { granted } = loyaltyOf(shop.admin)
    await under({ loyalty_award_trigger: trigger }, async () => {
      const order = await shop.placeOrder({ capture: true })
      await granted(order.id, paid)
      await granted((await shop.completeOrder(order)).id, completed)
    })
  })

  test("R30 R42 R43: loyalty_otp_ttl_minutes and loyalty_redemption_token_ttl_minutes limit the life of codes and tokens", async () => {
    const { shop } = open()
    const { email } = rich
    await under({ loyalty_otp_ttl_minutes: "7", loyalty_redemption_token_ttl_minutes: "12" }, async () => {
      await shop.guest.post("/store/loyalty/redemption/send-otp", { email })
      const mailbox = await mailboxOf(shop.url)
      const code = await mailbox.code(email)
      expect((await mailbox.mails(email))[0]?.text).toContain("valid for 7 minutes")
      const { expires_at } = await shop.guest.post<{ expires_at: string }>("/store/loyalty/redemption/verify-otp", {
        email,
        code,
      })
      expect(Math.round((Date.parse(expires_at) - Date.now()) / 60_000)).toBe(12)
    })
  })
}
