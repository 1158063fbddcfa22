import { setTimeout as sleep } from "node:timers/promises"
import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import type { Answer } from "../../helpers/api"
import { query } from "../../helpers/database"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { type Customer, newEmail, type OrderPlan } from "../../helpers/shop"
import type { Checkout, CheckoutShop } from "./shoppers"

type Terms = { limit?: number; currency?: string; members?: Customer[] }
type Completion = Checkout & { error?: { code: string; shortfall?: string } }
type Ledger = { status: string; held: string; charged: string | null; balance: string; due_in: number | null }

const TERMS = { provider_id: "pp_credit_terms" }

/** Waits until the expectation holds. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const failure = await expectation().catch((error: unknown) => error)
    if (!failure) return
    await sleep(100)
  }
  await expectation()
}

/** Orders on account: who may buy, up to what, and what is left where an order is refused. A licence costs 25. */
export function onTerms(checkout: () => CheckoutShop): void {
  const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    query<Row>(checkout().database, text, values)

  const agree = async (owner: Customer, { limit = 1000, currency = "usd", members = [owner] }: Terms = {}) => {
    await sql(
      `insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms)
       values ($1, $2, $3, 'net_30')`,
      [owner.id, currency, limit],
    )
    for (const { id } of members) {
      await sql("insert into clientele_credit_member (account_id, customer_id) values ($1, $2)", [owner.id, id])
    }
  }
  const member = async (terms: Terms = {}) => {
    const customer = await checkout().shop.register()
    await agree(customer, terms)
    return customer
  }
  const buyerOf = (customer?: Customer) => (customer ? checkout().shop.as(customer) : checkout().shop.guest)

  /** Begins to pay a cart on terms. */
  const begin = async (cartId: string, customer?: Customer, data?: object): Promise<Answer<{ code?: string }>> => {
    const { payment_collection } = await checkout().shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: cartId },
    )
    const path = `/store/payment-collections/${payment_collection.id}/payment-sessions`
    return buyerOf(customer).send("POST", path, { ...TERMS, ...(data ? { data } : {}) })
  }
  const buyers = new Map<string, Customer>()
  const fill = async (customer: Customer, plan: OrderPlan = {}) => {
    const { id } = await checkout().shop.fillCart({ customer, product: "licence", ...plan })
    buyers.set(id, customer)
    return id
  }
  /** A cart that only has to be completed. */
  const ready = async (customer: Customer) => {
    const { id } = await checkout().shop.cartToComplete({ customer, product: "licence", payment: "terms" })
    buyers.set(id, customer)
    return id
  }
  /** As the customer whose cart it is, unless it is somebody else. */
  const complete = (cartId: string, customer = buyers.get(cartId)) =>
    buyerOf(customer).send<Completion>("POST", `/store/carts/${cartId}/complete`)

  const ledgerOf = async (orderId: string) =>
    (
      await sql<Ledger>(
        `select h.status, trim_scale(a.held)::text as held, trim_scale(r.charged)::text as charged,
           trim_scale(a.balance)::text as balance, r.due_on - r.issued_on as due_in
         from clientele_credit_hold h join clientele_credit_account a on a.customer_id = h.account_id
         left join clientele_credit_receivable r on r.order_id = h.order_id where h.order_id = $1`,
        [orderId],
      )
    )[0]
  const account = async ({ id }: Customer) =>
    (
      await sql<{ held: string; balance: string; holds: number }>(
        `select trim_scale(held)::text as held, trim_scale(balance)::text as balance,
           (select count(*)::int from clientele_credit_hold h
            where h.account_id = a.customer_id and h.status <> 'released') as holds
         from clientele_credit_account a where customer_id = $1`,
        [id],
      )
    )[0]
  const ordersOf = async (cartId: string) =>
    (
      await sql<{ n: number }>("select count(*)::int as n from order_cart where cart_id = $1 and deleted_at is null", [
        cartId,
      ])
    )[0]?.n

  const orderOf = (answer: Answer<Completion>): HttpTypes.StoreOrder => {
    if (!answer.body.order) throw new Error(`no order: ${JSON.stringify(answer.body)}`)
    return answer.body.order
  }

  // Guards: creditOfOrders in src/workflows/start-up.ts; the subscriber credit-orders; dueOn in settleCreditOrders.
  it("R24, R24c: an order on net 30 holds credit, then owes its total 30 days later", async () => {
    const customer = await member()
    const order = orderOf(await complete(await ready(customer)))
    await eventually(async () =>
      expect(await ledgerOf(order.id)).toEqual({
        status: "posted",
        held: "0",
        charged: "25",
        balance: "25",
        due_in: 30,
      }),
    )
    const { payment_status } = await checkout().shop.order(order.id)
    expect(payment_status).toBe("authorized")
  })

  // Guard: the subscriber credit-orders, or settleCreditOrders' target.
  it("R24: a canceled order owes nothing, and an edited one what it costs", async () => {
    const { shop } = checkout()
    const customer = await member()
    const canceled = orderOf(await complete(await ready(customer)))
    const edited = orderOf(await complete(await ready(customer)))
    await shop.cancel(await shop.order(canceled.id))
    await shop.editOrder(await shop.order(edited.id), { quantity: 3 })
    await eventually(async () => {
      expect(await ledgerOf(canceled.id)).toMatchObject({ status: "posted", charged: "0" })
      expect(await ledgerOf(edited.id)).toMatchObject({ charged: "75", balance: "75" })
    })
  })

  describe("refusals: 200 with the cart, the code and what is missing; no order and no hold", () => {
    const set = (change: string) => (customer: Customer) =>
      sql(`update clientele_credit_account set ${change} where customer_id = $1`, [customer.id])
    const REFUSALS: [string, string, (customer: Customer) => Promise<unknown>][] = [
      ["credit_limit_exceeded", "0.01", set("credit_limit = 24.99")],
      ["credit_on_hold", "25", set("on_hold = 'orders'")],
      ["currency_mismatch", "25", set("currency_code = 'eur'")],
      [
        "not_a_member",
        "25",
        ({ id }) => sql("update clientele_credit_member set removed_at = now() where customer_id = $1", [id]),
      ],
      [
        "member_limit_exceeded",
        "5",
        ({ id }) =>
          sql(
            "update clientele_credit_member set spending_limit = 20, spending_period = 'month' where customer_id = $1",
            [id],
          ),
      ],
      [
        "credit_overdue",
        "7",
        async (customer) => {
          await set("overdue_block_days = 0")(customer)
          await sql(
            `insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on)
             values ($1, $2, 7, 7, current_date - 60, current_date - 30)`,
            [`crec_${customer.id}`, customer.id],
          )
        },
      ],
    ]
    // Guards: the throw in creditPart (workflows/credit/orders/hold-credit.ts); nameCreditRefusals in the route's middlewares.
    it.each(REFUSALS)("R24, M59: %s, %s missing", async (code, shortfall, change) => {
      const customer = await member()
      const cartId = await ready(customer)
      await change(customer)
      const { status, body } = await complete(cartId, customer)
      expect([status, body]).toMatchObject([
        200,
        { type: "cart", error: { code, type: "payment_authorization_error" } },
      ])
      expect(body.error?.shortfall).toBe(code === "not_a_member" ? undefined : shortfall)
      expect(await ordersOf(cartId)).toBe(0)
      expect(await account(customer)).toMatchObject({ held: "0", balance: "0", holds: 0 })
    })

    // Guard: `shortfall` in completeCart (workflows/checkout/complete-cart.ts).
    it("R24, R46: the one-call checkout says the same", async () => {
      const customer = await member({ limit: 24 })
      const { createOrder, purchase } = checkout()
      const body = purchase(customer.email, { payment: TERMS })
      const answer = await createOrder(body, { authorization: `Bearer ${customer.token}` })
      expect(answer).toMatchObject({
        status: 200,
        body: { type: "cart", error: { code: "credit_limit_exceeded", shortfall: "16" } },
      })
    })
  })

  describe("M59: who gets no credit", () => {
    // Guard: the first throw in CreditTermsProvider.#intend; `data` there instead of `context.customer`.
    it("a guest with a member's email, a stranger, and either with a member's intent in the data get no session", async () => {
      const customer = await member()
      const stranger = await checkout().shop.register()
      const intent = { account_id: customer.id, customer_id: customer.id, member_id: "1", amount: "1" }
      const cart = await checkout().shop.fillCart({ email: customer.email })
      for (const [who, data] of [
        [undefined, undefined],
        [undefined, intent],
        [stranger, undefined],
        [stranger, intent],
      ] as const) {
        expect(await begin(cart.id, who, data)).toMatchObject({ status: 400, body: { code: "not_a_member" } })
      }
    })

    // Guard: the provider's fields in #intend, which win over the client's.
    it("a member of another account buys on that account, whatever the session's data names", async () => {
      const company = await member()
      const other = await member()
      const cartId = await fill(other)
      await begin(cartId, other, { account_id: company.id, customer_id: company.id })
      const order = orderOf(await complete(cartId))
      await eventually(async () => expect(await ledgerOf(order.id)).toMatchObject({ status: "posted" }))
      expect(await account(company)).toMatchObject({ balance: "0", holds: 0 })
      expect(await account(other)).toMatchObject({ balance: "25", holds: 1 })
    })

    // Guard: CreditIntent in kernel/credit-terms.ts.
    it("a stranger with a cart's id reads no account and no membership in its payment session", async () => {
      const owner = await checkout().shop.register()
      const colleague = await checkout().shop.register()
      await agree(owner, { members: [owner, colleague] })
      const cartId = await fill(colleague)
      await begin(cartId, colleague)
      const { cart } = await checkout().shop.guest.get<HttpTypes.StoreCartResponse>(`/store/carts/${cartId}`)
      const [session] = cart.payment_collection?.payment_sessions ?? []
      expect(Object.keys(session?.data ?? {}).sort()).toEqual(["amount", "currency_code", "customer_id", "session_id"])
      expect(JSON.stringify(cart)).not.toContain(owner.id)
    })

    // Guard: the comparison of the customers in isWishOf.
    it("a cart that is another customer's by now is not bought on the member's account", async () => {
      const customer = await member()
      const cartId = await ready(customer)
      await sql("update cart set customer_id = $2 where id = $1", [cartId, (await checkout().shop.register()).id])
      expect(await complete(cartId)).toMatchObject({ status: 200, body: { error: { code: "not_a_member" } } })
      expect(await account(customer)).toMatchObject({ holds: 0 })
    })
  })

  // Guard: the comparison with the limit in clientele_credit_hold_place. Its lock is shown in modules/credit/locks.part.ts.
  it("M14, M54: 12 completions at once while an admin user changes the limit: none goes beyond what was agreed at its hold", async () => {
    const { shop } = checkout()
    const customer = await shop.register()
    const agreeOn = (credit_limit: number) =>
      shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit, tolerance: 0.1 })
    await agreeOn(50)
    const carts: string[] = []
    for (let i = 0; i < 12; i++) carts.push(await ready(customer))
    let open = true
    const limits = [150, 30, 100, 0, 250, 75]
    const changing = (async () => {
      let changes = 0
      for (; open; changes++) await agreeOn(limits[changes % limits.length] ?? 0)
      return changes
    })()
    const answers = await Promise.all(carts.map((cartId) => complete(cartId))).finally(() => {
      open = false
    })
    expect(await changing).toBeGreaterThan(3)
    const orders = answers.flatMap(({ body }) => (body.order ? [body.order.id] : []))
    expect(answers.filter(({ body }) => body.error).map(({ body }) => body.error?.code)).toEqual(
      Array(12 - orders.length).fill("credit_limit_exceeded"),
    )
    // The first two always fit, and 250 with its tolerance is the most that was ever agreed on.
    expect(orders.length).toBeGreaterThan(0)
    expect(orders.length).toBeLessThanOrEqual(11)
    const holds = await sql<{ order_id: string; exposure: number; most: number }>(
      `select h.order_id, (sum(h.amount) over (order by h.created_at))::float8 as exposure,
         (select (c.after->>'credit_limit')::float8 * 1.1 from clientele_credit_change c where c.account_id = h.account_id
            and c.after ? 'credit_limit' and c.changed_at < h.created_at order by c.id desc limit 1) as most
       from clientele_credit_hold h where h.account_id = $1 and h.status <> 'released' order by h.created_at`,
      [customer.id],
    )
    expect(holds.map(({ order_id }) => order_id).sort()).toEqual([...orders].sort())
    expect(holds.filter(({ exposure, most }) => exposure > most + 1e-9)).toEqual([])
    await eventually(async () => {
      const ledgers = await Promise.all(orders.map(ledgerOf))
      expect(ledgers.map((one) => one?.charged)).toEqual(Array(orders.length).fill("25"))
    })
    expect(await account(customer)).toEqual({ held: "0", balance: String(25 * orders.length), holds: orders.length })
  }, 180_000)

  // Guards: creditOfOrders and pointsOfOrders, both in start-up.ts.
  it("R24, R45: points and terms pay one order: the account owes what the points leave", async () => {
    const { shop, database, loyalty } = checkout()
    const customer = await member()
    await give(shop, customer, 500)
    const cartId = await fill(customer)
    await apply(shop, cartId, await tokenOf(database, customer.email), 500)
    await begin(cartId, customer)
    const order = orderOf(await complete(cartId))
    await eventually(async () => expect(await ledgerOf(order.id)).toMatchObject({ charged: "20" }))
    expect(await loyalty.account(customer.id)).toMatchObject({ lifetime_redeemed: 500 })
  })

  // Guards: the comparison of the amounts in CreditTermsProvider.#findHold; releaseHold in creditOfOrders.
  it("R24: a session over more than its hold is refused after the order was made, and order and hold go again", async () => {
    const customer = await member()
    const cartId = await ready(customer)
    await sql(
      `update payment_session set data = data || '{"amount": "26"}' where payment_collection_id =
         (select payment_collection_id from cart_payment_collection where cart_id = $1)`,
      [cartId],
    )
    expect(await complete(cartId)).toMatchObject({ status: 200, body: { type: "cart" } })
    expect(await ordersOf(cartId)).toBe(0)
    expect(await account(customer)).toEqual({ held: "0", balance: "0", holds: 0 })
    // The next session is over the right amount.
    await begin(cartId, customer)
    orderOf(await complete(cartId))
  })

  // Guard: `db`, the order's transaction, that creditPart hands to placeHold (workflows/credit/orders/hold-credit.ts).
  it("R24: an order whose transaction fails at its commit leaves no hold", async () => {
    const customer = await member()
    const cartId = await ready(customer)
    await sql("create function refuse_order() returns trigger language plpgsql as $$ begin raise 'no commit'; end $$")
    await sql(
      `create constraint trigger refuse_order after insert on "order" deferrable initially deferred
       for each row when (new.email = '${customer.email}') execute function refuse_order()`,
    )
    try {
      expect((await complete(cartId)).status).toBe(500)
      expect(await account(customer)).toEqual({ held: "0", balance: "0", holds: 0 })
    } finally {
      await sql('drop trigger refuse_order on "order"')
      await sql("drop function refuse_order()")
    }
    orderOf(await complete(cartId))
  })

  // As a process leaves it that is killed before order and cart are linked. Guards: orphansOf in creditPart; attempt_over.
  it("M55: a second completion deletes the order of a killed one with its receivable", async () => {
    const customer = await member({ limit: 25 })
    const cartId = await ready(customer)
    const left = orderOf(await complete(cartId))
    await eventually(async () => expect(await ledgerOf(left.id)).toMatchObject({ status: "posted" }))
    await sql("delete from order_cart where cart_id = $1", [cartId])
    await sql("update cart set completed_at = null where id = $1", [cartId])
    expect(await complete(cartId)).toMatchObject({ status: 400, body: { code: "completion_in_progress" } })
    await sql("update clientele_credit_hold set created_at = now() - interval '3 minutes' where order_id = $1", [
      left.id,
    ])
    const order = orderOf(await complete(cartId))
    await eventually(async () => expect(await ledgerOf(order.id)).toMatchObject({ status: "posted", charged: "25" }))
    expect(await ledgerOf(left.id)).toMatchObject({ status: "released", charged: "0", balance: "25" })
    expect(await sql('select 1 from "order" where id = $1', [left.id])).toEqual([])
  })

  // Guard: that creditOfOrders looks for attempts by cart, whatever pays it now.
  it.each([
    ["with a new session on terms", 1],
    ["by another method", 0],
  ])("M55: a second completion deletes the order of a killed one if the cart is paid %s", async (_how, holds) => {
    const customer = await member()
    const cartId = await ready(customer)
    const left = orderOf(await complete(cartId))
    await eventually(async () => expect(await ledgerOf(left.id)).toMatchObject({ status: "posted" }))
    await sql("delete from order_cart where cart_id = $1", [cartId])
    await sql("update cart set completed_at = null where id = $1", [cartId])
    await sql("update clientele_credit_hold set created_at = now() - interval '3 minutes' where order_id = $1", [
      left.id,
    ])
    const [link] = await sql<{ id: string }>(
      "select payment_collection_id as id from cart_payment_collection where cart_id = $1",
      [cartId],
    )
    // A kill before the payment was authorised.
    await sql("delete from payment where payment_collection_id = $1", [link?.id])
    await sql("update payment_session set status = 'pending', authorized_at = null where payment_collection_id = $1", [
      link?.id,
    ])
    await sql("update payment_collection set status = 'not_paid' where id = $1", [link?.id])
    const method = holds > 0 ? TERMS : { provider_id: "pp_system_default" }
    await checkout().shop.as(customer).post(`/store/payment-collections/${link?.id}/payment-sessions`, method)
    orderOf(await complete(cartId))
    await eventually(async () =>
      expect(await account(customer)).toEqual({ held: "0", balance: String(holds * 25), holds }),
    )
    expect(await sql('select 1 from "order" where id = $1', [left.id])).toEqual([])
  })

  // Guard: `others.length > 1` in creditPart.
  it("R24: a cart with a session of another provider beside ours is refused, and holds nothing", async () => {
    const customer = await member()
    const cartId = await ready(customer)
    await sql(
      `insert into payment_session (id, provider_id, currency_code, amount, raw_amount, data, status, payment_collection_id)
       select 'payses_' || id, 'pp_system_default', currency_code, amount, raw_amount, '{}', status, payment_collection_id
       from payment_session where payment_collection_id =
         (select payment_collection_id from cart_payment_collection where cart_id = $1)`,
      [cartId],
    )
    expect(await complete(cartId)).toMatchObject({ body: { code: "payment_outdated" } })
    expect(await account(customer)).toMatchObject({ holds: 0 })
    expect(await ordersOf(cartId)).toBe(0)
  })

  // Guards: findChangedOrders and nextOrders in sweepCreditOrders, without both; the subtraction of other providers' captures in targetOf.
  it("R24: the sweep settles an order whose events were lost, at its total less what another provider has captured", async () => {
    const { shop, store } = checkout()
    const customer = await member()
    const order = await shop.capture(await shop.placeOrder({ customer }), 10)
    await sql(
      `with held as (update clientele_credit_account set held = 25 where customer_id = $1)
       insert into clientele_credit_hold (order_id, account_id, member_id, amount, payment_terms, status)
         select $2, m.account_id, m.id, 25, 'net_30', 'held' from clientele_credit_member m where m.customer_id = $1`,
      [customer.id, order.id],
    )
    await runInStore(store, "sweep", "credit")
    expect(await ledgerOf(order.id)).toMatchObject({ status: "posted", held: "0", charged: "15" })
  })

  // Guards: emitHeld and emitRefused in creditPart; announceReceivables in settleCreditOrders.
  it("R64: a hold, a receivable and a refusal are events with ids, codes and amounts", async () => {
    const { store, shop } = checkout()
    const customer = await member({ limit: 40 })
    const recorded = () =>
      [...store.output().matchAll(/recorded clientele\.credit\.(\S+) (\{.*\})/g)]
        .filter(([line]) => line.includes(customer.id))
        .map(([, name, data]) => [name, JSON.parse(String(data))])
    const events = (count: number) => eventually(async () => expect(recorded()).toHaveLength(count))
    const order = orderOf(await complete(await ready(customer)))
    await events(2)
    const refused = await ready(customer)
    await complete(refused)
    await events(3)
    await shop.cancel(await shop.order(order.id))
    await events(4)
    const whose = { account_id: customer.id, customer_ids: [customer.id] }
    const owed = { ...whose, order_id: order.id, receivable_id: expect.stringMatching(/^crec_/) }
    const entry = (n: number) => `${customer.id}:${n}`
    expect(recorded()).toEqual([
      ["held", { ...whose, order_id: order.id, amount: "25" }],
      ["receivable_changed", { ...owed, charged: "25", open: "25", entry_id: entry(1), amount: "25" }],
      ["refused", { ...whose, cart_id: refused, code: "credit_limit_exceeded", shortfall: "10" }],
      ["receivable_changed", { ...owed, charged: "0", open: "0", entry_id: entry(2), amount: "-25" }],
    ])
  })

  it("R24: a member's order by another method asks nothing of the account", async () => {
    const customer = await member({ limit: 0 })
    await checkout().shop.placeOrder({ customer, email: newEmail("member") })
    expect(await account(customer)).toMatchObject({ holds: 0 })
  })
}
