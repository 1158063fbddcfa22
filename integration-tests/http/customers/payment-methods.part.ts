import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import type { Customer, Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function paymentMethods(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(async () => {
    ;({ database, store, shop } = open())
    const region = shop.regions.usd as { id: string }
    const providers = ["pp_system_default", "pp_cards_up", "pp_cards_down", "pp_cards_hanging"]
    await shop.admin.post(`/admin/regions/${region.id}`, { payment_providers: providers })
  })

  type Answer = {
    payment_methods: { id: string; provider_id: string; details: Record<string, unknown> }[]
    count: number
    offset: number
    limit: number
    failed_providers: string[]
  }

  /** Begins to pay, whereby Medusa makes the customer an account with the provider. */
  async function beginToPay(customer: Customer, provider: string): Promise<void> {
    const buyer = shop.as(customer)
    const cart = await shop.fillCart({ customer })
    await buyer.post(`/store/carts/${cart.id}/customer`)
    const { payment_collection } = await buyer.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: cart.id },
    )
    await buyer.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: provider })
  }

  const path = (id: string, page = "") => `/admin/customers/${id}/payment-methods${page}`

  // Guards: `Promise.allSettled` in listPaymentMethods; `SHOWN` in payment-method-view.ts.
  test("R17: the list has the methods of all working providers, newest first and without secrets, while one provider is down", async () => {
    const customer = await shop.register()
    expect(await shop.admin.get<Answer>(path(customer.id))).toEqual({
      payment_methods: [],
      count: 0,
      offset: 0,
      limit: 50,
      failed_providers: [],
    })
    await beginToPay(customer, "pp_cards_up")
    await beginToPay(customer, "pp_cards_down")

    const answer = await shop.admin.get<Answer>(path(customer.id))
    expect(answer).toMatchObject({ count: 2, failed_providers: ["pp_cards_down"] })
    expect(answer.payment_methods).toEqual([
      {
        id: expect.stringMatching(/^pm_new_holder_/),
        provider_id: "pp_cards_up",
        type: "card",
        created_at: "2025-06-15T15:06:40.000Z",
        details: { brand: "visa", last4: "4242", exp_month: 12, exp_year: 2030 },
      },
      expect.objectContaining({ id: expect.stringMatching(/^pm_old_holder_/) }),
    ])
    expect(JSON.stringify(answer)).not.toMatch(/secret|4242424242424242|cvc|someone@/)
    expect(store.output()).not.toContain("someone@example.com")

    const page = await shop.admin.get<Answer>(path(customer.id, "?limit=1&offset=1"))
    expect(page).toMatchObject({ count: 2, limit: 1, offset: 1 })
    expect(page.payment_methods.map(({ id }) => id)).toEqual([answer.payment_methods[1]?.id])
  })

  test("R17: an unknown customer is not found, and a page out of bounds is a 400", async () => {
    expect((await shop.admin.send("GET", path("cus_unknown"))).status).toBe(404)
    const customer = await shop.register()
    for (const page of ["?limit=0", "?limit=101", "?offset=-1", "?limit=ten", "?other=1"]) {
      expect(await shop.admin.send("GET", path(customer.id, page))).toMatchObject({
        status: 400,
        body: { code: "invalid_request" },
      })
    }
  })

  // Guards: the catch in deleteAccountHolders (src/workflows/privacy/delete-account-holders.ts); `problems.length === 0` in customerPart.
  test("R18: anonymising reports an account that a provider does not delete, and its customer stays known until the provider does", async () => {
    const customer = await shop.register()
    await beginToPay(customer, "pp_cards_up")
    await beginToPay(customer, "pp_cards_down")
    const anonymize = () => shop.admin.post(`/admin/customers/${customer.id}/anonymize`)
    const email = async () =>
      (await query<{ email: string }>(database, "select email from customer where id = $1", [customer.id]))[0]?.email
    const holders = async () =>
      (
        await query<{ provider_id: string }>(
          database,
          `select h.provider_id from account_holder h join customer_account_holder l on l.account_holder_id = h.id
         where l.customer_id = $1 and h.deleted_at is null and l.deleted_at is null`,
          [customer.id],
        )
      ).map(({ provider_id }) => provider_id)

    const problems = ["pp_cards_down did not delete its account of this customer"]
    expect(await anonymize()).toMatchObject({ anonymized: false, problems })
    expect(await email()).toBe(customer.email)
    expect(await holders()).toEqual(["pp_cards_down"])

    // The provider is back.
    await query(database, "update account_holder set provider_id = 'pp_cards_up' where email = $1", [customer.email])
    expect(await anonymize()).toMatchObject({ anonymized: true, problems: [] })
    expect(await email()).toContain("anonymized")
    expect(await holders()).toEqual([])
  })

  // Guards: `withDeadline`, the provider's call outside of a transaction and `unlessGone` (src/workflows/privacy/delete-account-holders.ts).
  test("M53: a provider that never answers holds no transaction open, is reported after its deadline, and can be asked again", async () => {
    const customer = await shop.register()
    await beginToPay(customer, "pp_cards_hanging")
    const anonymize = () => shop.admin.post<{ anonymized: boolean }>(`/admin/customers/${customer.id}/anonymize`)
    let answered = false
    const first = anonymize().finally(() => {
      answered = true
    })
    let longest = 0
    while (!answered) {
      const [open] = await query<{ ms: number }>(
        database,
        `select coalesce(max(extract(epoch from clock_timestamp() - state_change)) * 1000, 0)::float as ms
         from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      )
      longest = Math.max(longest, open?.ms ?? 0)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const problems = ["pp_cards_hanging did not delete its account of this customer"]
    expect(await first).toMatchObject({ anonymized: false, problems })
    expect(longest).toBeLessThan(2_500)
    // The provider deleted the account after all, and says so: that is no error.
    expect(await anonymize()).toMatchObject({ anonymized: true, problems: [] })
  })
}
