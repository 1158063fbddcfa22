import type { HttpTypes } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentActions } from "@medusajs/framework/utils"
import { processPaymentWorkflow } from "@medusajs/medusa/core-flows"
import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import { first } from "../helpers/shop-setup"
import { callsOf, medusa } from "./medusa"
import { seen } from "./store/src/seen"

type Completion = { type: "order" | "cart"; order?: { id: string }; error?: { type: string } }

// What completion and the ledger take for granted of payments (ADR 0002, 0006, 0007).
const orders = () => medusa().container.resolve<object>(Modules.ORDER)

async function startPayment(
  cartId: string,
  provider: string,
  data: object = {},
  guest = medusa().shop.guest,
): Promise<string> {
  const { payment_collection: made } = await guest.post<HttpTypes.StorePaymentCollectionResponse>(
    "/store/payment-collections",
    { cart_id: cartId },
  )
  const path = `/store/payment-collections/${made.id}/payment-sessions`
  const started = await guest.post<HttpTypes.StorePaymentCollectionResponse>(path, {
    provider_id: `pp_${provider}_${provider}`,
    data,
  })
  return first(started.payment_collection.payment_sessions ?? []).id
}

const statusOf = async (session: string) =>
  (await query(medusa().database, "select status from payment_session where id = $1", [session]))[0]?.status

const complete = (cartId: string) => medusa().shop.guest.send<Completion>("POST", `/store/carts/${cartId}/complete`)

describe("a payment that does not go through", () => {
  it.each([
    ["decline", "payment_authorization_error"],
    ["requires_more", "payment_requires_more_error"],
  ])(
    "ADR 0002, D7: %s answers 200 with the cart, after the order was made and deleted again",
    async (outcome, type) => {
      const cart = await medusa().shop.fillCart()
      const session = await startPayment(cart.id, "fickle", { outcome })
      const made: string[] = []
      const deleted = await callsOf<[string[]], unknown>(orders(), "deleteOrders", () =>
        callsOf<unknown[], { id: string }[]>(
          orders(),
          "createOrders",
          async () => {
            const answer = await complete(cart.id)
            expect(answer).toMatchObject({ status: 200, body: { type: "cart", error: { type } } })
          },
          async (original, ...args) => {
            const created = await original(...args)
            made.push(...created.map(({ id }) => id))
            return created
          },
        ),
      )
      expect(made).toHaveLength(1)
      expect(deleted.map(([ids]) => ids)).toEqual([made])
      expect(await query(medusa().database, 'select 1 from "order" where id = any($1)', [made])).toEqual([])
      expect(
        await query(medusa().database, "select 1 from order_cart where cart_id = $1 and deleted_at is null", [cart.id]),
      ).toEqual([])
      expect(await statusOf(session)).toBe("pending")
    },
  )

  it.each([
    ["says_requires_more", "requires_more", "was not authorized"],
    ["says_error", "error", "Payment sessions are required"],
  ])(
    "R46, ADR 0007: a provider that answers %s makes completion fail as not_allowed; its session is %s, and a retry answers: %s",
    async (outcome, status, retried) => {
      const cart = await medusa().shop.fillCart()
      const session = await startPayment(cart.id, "fickle", { outcome })
      const answer = await complete(cart.id)
      expect(answer).toMatchObject({ status: 400, body: { type: "not_allowed" } })
      expect(JSON.stringify(answer.body)).toContain(session)
      expect(await statusOf(session)).toBe(status)
      expect(JSON.stringify((await complete(cart.id)).body)).toContain(retried)
    },
  )

  it("ADR 0002: the shopper's retry makes an order, on the same cart", async () => {
    const cart = await medusa().shop.fillCart()
    await startPayment(cart.id, "fickle", { outcome: "decline" })
    await complete(cart.id)
    await startPayment(cart.id, "fickle")
    expect(await complete(cart.id)).toMatchObject({ status: 200, body: { type: "order" } })
  })
})

describe("the order of a completion's steps", () => {
  it("R47: order and cart are linked before the payment is authorised, so an order without a link was never paid", async () => {
    const cart = await medusa().shop.fillCart()
    await startPayment(cart.id, "fickle")
    const links: number[] = []
    const payments = medusa().container.resolve<object>(Modules.PAYMENT)
    await callsOf(
      payments,
      "authorizePaymentSession",
      () => complete(cart.id),
      async (original, ...args) => {
        const sql = "select 1 from order_cart where cart_id = $1 and deleted_at is null"
        links.push((await query(medusa().database, sql, [cart.id])).length)
        return original(...args)
      },
    )
    expect(links).toEqual([1])
  })
})

describe("a payment webhook", () => {
  it("ADR 0002: completes the cart through the same createOrders", async () => {
    const cart = await medusa().shop.fillCart()
    const session = await startPayment(cart.id, "fickle")
    const calls = await callsOf(orders(), "createOrders", () =>
      processPaymentWorkflow(medusa().container).run({
        input: { action: PaymentActions.SUCCESSFUL, data: { session_id: session, amount: Number(cart.total) } },
      }),
    )
    expect(calls).toHaveLength(1)
    const answer = await complete(cart.id)
    expect(answer.body.type).toBe("order")
  })
})

describe("the input of a provider", () => {
  it("ADR 0007: the answer of initiatePayment becomes the session's data; authorizePayment gets it, but neither amount nor customer", async () => {
    const cart = await medusa().shop.fillCart()
    await startPayment(cart.id, "recorder", { amount: "0.01" })
    await complete(cart.id)
    const authorized = seen.provider.filter(({ method }) => method === "authorize").at(-1)?.input
    expect(authorized).toMatchObject({ data: { amount: String(cart.total) } })
    expect(Object.keys(authorized ?? {}).sort()).toEqual(["context", "data"])
    expect(authorized?.context).not.toHaveProperty("customer")
  })
})

type Payments = {
  authorizePaymentSession(id: string, context: object): Promise<{ id: string; canceled_at: unknown }>
}
/** Payment collections of an order, the oldest first, with their sessions and their payments that can be captured. */
const collectionsOf = (orderId: string) =>
  query<{ status: string; amount: number; sessions: number; live: number }>(
    medusa().database,
    `select c.status, c.amount::float8 as amount,
       (select count(*)::int from payment_session s where s.payment_collection_id = c.id and s.deleted_at is null) as sessions,
       (select count(*)::int from payment p where p.payment_collection_id = c.id and p.canceled_at is null) as live
     from order_payment_collection o join payment_collection c on c.id = o.payment_collection_id
     where o.order_id = $1 and o.deleted_at is null order by c.created_at`,
    [orderId],
  )
const told = (method: string) => seen.provider.filter((call) => call.method === method)

// What pay on terms takes for granted (ADR 0007).
describe("facts for a provider that gives credit", () => {
  it("ADR 0007: context.customer of initiatePayment is the signed-in caller; a guest who names that email has none", async () => {
    const { shop } = medusa()
    const customer = await shop.register()
    const cart = await shop.fillCart({ email: customer.email })
    await startPayment(cart.id, "recorder", { customer: { id: customer.id } })
    expect(told("initiate").at(-1)?.input.context).not.toHaveProperty("customer.id")
    await startPayment(cart.id, "recorder", {}, shop.as(customer))
    expect(told("initiate").at(-1)?.input).toMatchObject({
      amount: cart.total,
      context: { customer: { id: customer.id }, idempotency_key: expect.stringMatching(/^payses_/) },
    })
  })

  it("ADR 0007: a completion that fails after the authorisation cancels the payment, and a retry takes it without asking the provider", async () => {
    const { shop, container, database } = medusa()
    const cart = await shop.fillCart()
    const session = await startPayment(cart.id, "recorder")
    const locking = container.resolve<object>(Modules.LOCKING)
    let failed = false
    // The release of the cart is the last step. The compensation releases it again.
    const releases = await callsOf<unknown[], unknown>(
      locking,
      "release",
      async () => expect((await complete(cart.id)).status).toBe(500),
      async (original, ...args) => {
        if (failed) return original(...args)
        failed = true
        throw new Error("no lock to release")
      },
    )
    expect(releases.length).toBeGreaterThan(1)
    const payment = async () =>
      query(
        database,
        `select s.status, p.canceled_at is not null as canceled from payment_session s
         join payment p on p.payment_session_id = s.id where s.id = $1`,
        [session],
      )
    expect(await payment()).toEqual([{ status: "authorized", canceled: true }])
    const asked = told("authorize").length
    const payments = container.resolve<Payments>(Modules.PAYMENT)
    expect(await payments.authorizePaymentSession(session, {})).toMatchObject({ canceled_at: expect.anything() })
    expect((await complete(cart.id)).body.type).toBe("order")
    expect(told("authorize")).toHaveLength(asked)
    expect(await payment()).toEqual([{ status: "authorized", canceled: true }])
  })

  it("ADR 0007: an edit replaces the payment collection by one without a session; capturePayment gets its capture's id as key", async () => {
    const { shop, database } = medusa()
    const cart = await shop.fillCart()
    await startPayment(cart.id, "recorder")
    const { body } = await complete(cart.id)
    const order = await shop.capture(await shop.order(body.order?.id ?? ""), 5)
    const [capture] = await query(database, "select id from capture where payment_id = $1", [
      order.payment_collections?.[0]?.payments?.[0]?.id,
    ])
    expect(told("capture").at(-1)?.input).toMatchObject({ context: { idempotency_key: capture?.id } })
    expect(told("capture").at(-1)?.input).not.toHaveProperty("amount")
    await shop.editOrder(order, { quantity: 3 })
    expect((await collectionsOf(order.id)).at(-1)).toEqual({ status: "not_paid", amount: 60, sessions: 0, live: 0 })
  })

  it("ADR 0007: a return, an exchange and a claim cancel an authorised payment and leave a collection without a session", async () => {
    const { shop } = medusa()
    const order = await shop.fulfill(await shop.placeOrder({ quantity: 3 }))
    expect(await collectionsOf(order.id)).toMatchObject([{ status: "authorized", sessions: 1, live: 1 }])
    const open = async () => {
      const [newest, ...others] = (await collectionsOf(order.id)).reverse()
      expect(newest).toMatchObject({ status: "not_paid", sessions: 0 })
      expect([newest, ...others].map((one) => one?.live)).toEqual([newest, ...others].map(() => 0))
      return newest?.amount
    }
    await shop.receiveReturn(order, await shop.requestReturn(order, 1))
    const amounts = [await open()]
    await shop.exchange(await shop.order(order.id), { product: "mug" })
    amounts.push(await open())
    await shop.claim(await shop.order(order.id), "replace", { product: "mug" })
    amounts.push(await open())
    expect(new Set(amounts).size).toBe(3)
  })

  it("ADR 0007: an order stands with a session that is pending_authorization, which an edit leaves at its old amount", async () => {
    const { shop, database } = medusa()
    const cart = await shop.fillCart()
    const session = await startPayment(cart.id, "recorder", { waits: true })
    const { body } = await complete(cart.id)
    expect(body.type).toBe("order")
    const id = body.order?.id ?? ""
    // The dashboard's "Check status".
    const asked = told("authorize").length
    const check = { payment_session_id: session }
    expect(await shop.admin.post(`/admin/orders/${id}/payment-sessions/authorize`, check)).toMatchObject({
      is_authorized: false,
    })
    expect(told("authorize")).toHaveLength(asked + 1)
    const calls = seen.provider.length
    await shop.editOrder(await shop.order(id), { quantity: 2 })
    expect(await query(database, "select amount::int from payment_session where id = $1", [session])).toEqual([
      { amount: Number(cart.total) },
    ])
    expect((await collectionsOf(id)).at(-1)?.amount).toBe(45)
    expect((await shop.cancel(await shop.order(id))).status).toBe("canceled")
    // Neither the edit nor the cancellation tells the provider anything.
    expect(seen.provider.slice(calls)).toEqual([])
  })

  it("ADR 0007: another session begins while the earlier one is deleted, in no fixed order", async () => {
    const cart = await medusa().shop.fillCart()
    await startPayment(cart.id, "recorder")
    const payments = medusa().container.resolve<object>(Modules.PAYMENT)
    const begun = new Set<string>()
    const met: boolean[] = []
    const together =
      (name: string) =>
      async (original: (...args: unknown[]) => Promise<unknown>, ...args: unknown[]) => {
        begun.add(name)
        const size = await eventually(
          async () => begun.size,
          (one) => one === 2,
        )
        met.push(size === 2)
        return original(...args)
      }
    await callsOf(
      payments,
      "createPaymentSession",
      () => callsOf(payments, "deletePaymentSession", () => startPayment(cart.id, "fickle"), together("delete")),
      together("create"),
    )
    expect(met).toEqual([true, true])
  })

  it("ADR 0007: the system provider does not answer for the status of a payment", async () => {
    type Providers = { paymentProviderService_: { getStatus(id: string, input: object): Promise<unknown> } }
    const { paymentProviderService_ } = medusa().container.resolve<Providers>(Modules.PAYMENT)
    await expect(paymentProviderService_.getStatus("pp_system_default", { data: {} })).rejects.toThrow()
  })

  it("ADR 0007: a provider is given the store's pool, so it needs no line of dependencies", () => {
    expect(seen.providerCradle).toContain("__pg_connection__")
  })

  it("ADR 0007: a cart gets no other session while the provider's deletePayment fails", async () => {
    const cart = await medusa().shop.fillCart()
    await startPayment(cart.id, "recorder", { stubborn: true })
    await expect(startPayment(cart.id, "fickle")).rejects.toThrow("500")
  })
})

type Money = { amount: unknown; created_at: unknown }
type Collection = Money & { payments?: { captures?: Money[]; refunds?: Money[] }[] }

/** An order's payments, as `listOrderFacts` reads them. */
async function factsOf(orderId: string) {
  const { data } = await medusa()
    .container.resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: [
        "payment_collections.amount",
        "payment_collections.created_at",
        "payment_collections.payments.captures.*",
        "payment_collections.payments.refunds.*",
      ],
      filters: { id: orderId },
    })
  const collections = (data as unknown as { payment_collections?: Collection[] }[])[0]?.payment_collections ?? []
  const payments = collections.flatMap((one) => one.payments ?? [])
  return {
    collections,
    captures: payments.flatMap((one) => one.captures ?? []),
    refunds: payments.flatMap((one) => one.refunds ?? []),
  }
}

describe("captures and refunds", () => {
  it("R32: a capture while authorising is a capture of the order's payment, and a transaction of the order", async () => {
    const order = await medusa().shop.placeOrder({ payment: "instant" })
    expect((await factsOf(order.id)).captures).toMatchObject([{ amount: 25, created_at: expect.anything() }])
    expect(order).toMatchObject({ transactions: [{ reference: "capture", amount: 25 }] })
  })

  it("R32: later captures and refunds are separate rows with their amounts", async () => {
    const { shop } = medusa()
    let order = await shop.placeOrder()
    order = await shop.capture(order, 10)
    order = await shop.capture(order, 15)
    await shop.refund(order, 5)
    const { collections, captures, refunds } = await factsOf(order.id)
    expect(collections).toMatchObject([{ amount: 25, created_at: expect.anything() }])
    expect(captures.map((one) => Number(one.amount)).sort()).toEqual([10, 15])
    expect(refunds.map((one) => Number(one.amount))).toEqual([5])
  })
})

describe("the lists that a sweep reads", () => {
  it("R34: orders, transactions, captures and refunds are listed by updated_at, with the ids of their orders and payments", async () => {
    const { shop, container } = medusa()
    const order = await shop.refund(await shop.placeOrder({ capture: true }), 5)
    type List = (filters: object, config: object) => Promise<Record<string, unknown>[]>
    const module = (key: string) => container.resolve<Record<string, List>>(key)
    const lists: [string, string, string[]][] = [
      [Modules.ORDER, "listOrders", ["id"]],
      [Modules.ORDER, "listOrderTransactions", ["id", "order_id"]],
      [Modules.PAYMENT, "listCaptures", ["id", "payment_id"]],
      [Modules.PAYMENT, "listRefunds", ["id", "payment_id"]],
    ]
    const config = (select: string[]) => ({ select, take: 1000, skip: 0, order: { id: "ASC" } })
    const since = (at: Date) => ({ updated_at: { $gte: at } })
    const found: Record<string, Record<string, unknown>[]> = {}
    for (const [key, method, select] of lists) {
      found[method] = (await module(key)[method]?.(since(new Date(Date.now() - 60_000)), config(select))) ?? []
      expect(await module(key)[method]?.(since(new Date(Date.now() + 60_000)), config(select))).toEqual([])
    }
    expect(found.listOrders?.map(({ id }) => id)).toContain(order.id)
    expect(found.listOrderTransactions?.map(({ order_id }) => order_id)).toContain(order.id)
    const payment = order.payment_collections?.[0]?.payments?.[0]?.id
    expect(found.listCaptures?.map(({ payment_id }) => payment_id)).toContain(payment)
    expect(found.listRefunds?.map(({ payment_id }) => payment_id)).toContain(payment)
  })

  it("R32: a credit line of an order change has the version of the change, and a credit line from the cart has none", async () => {
    const { shop, container } = medusa()
    const cart = await shop.fillCart({ quantity: 2 })
    await container
      .resolve<{ createCreditLines(lines: object[]): Promise<unknown> }>(Modules.CART)
      .createCreditLines([{ cart_id: cart.id, amount: 15, reference: "gift-card", reference_id: "two" }])
    const order = await shop.cancel(await shop.capture(await shop.completeCart(cart.id)))
    const rows = await query<{ reference: string; versioned: boolean }>(
      medusa().database,
      "select reference, coalesce(metadata ? 'created_in_version', false) as versioned from order_credit_line where order_id = $1 order by created_at",
      [order.id],
    )
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map(({ versioned }) => versioned)).toEqual(rows.map(({ reference }) => reference !== "gift-card"))
  })
})
