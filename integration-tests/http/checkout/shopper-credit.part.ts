import type { ClienteleRoutes } from "../../../src/types"
import type { Answer } from "../../helpers/api"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { Customer } from "../../helpers/shop"
import type { Checkout, CheckoutShop } from "./shoppers"

type Credit = ClienteleRoutes["GET /store/customers/me/credit"]["response"]
type Receivables = ClienteleRoutes["GET /store/customers/me/credit/receivables"]["response"]
type Eligibility = ClienteleRoutes["GET /store/carts/:id/credit-eligibility"]["response"]
type Statement = ClienteleRoutes["GET /store/customers/me/credit/statement"]["response"]
type Refused = Checkout & { error?: { code: string; shortfall?: string } }

/** What everybody hears of a cart who is not its signed-in live member. */
const NOBODY = {
  eligible: false,
  reasons: ["not_a_member"],
  requires_approval: false,
  available: null,
  shortfall: null,
}

/** What members, and those who are none, learn of a credit account in the storefront. A licence costs 25. */
export function shopperCredit(checkout: () => CheckoutShop): void {
  const sql = (text: string, values: unknown[]) => query(checkout().database, text, values)
  const admin = (path: string, body: object) => checkout().shop.admin.post(`/admin/customers/${path}`, body)
  const register = () => checkout().shop.register()

  async function company(terms: object = { credit_limit: 100, payment_terms: "net_30" }) {
    const [owner, buyer] = [await register(), await register()]
    await admin(`${owner.id}/credit`, terms)
    const spending = { spending_limit: 60, spending_period: "month" }
    await admin(`${owner.id}/credit/members`, { customer_id: buyer.id, ...spending })
    return { owner, buyer }
  }

  const cartOf = async (customer: Customer) => (await checkout().shop.fillCart({ customer, product: "licence" })).id

  /** A cart whose payment on terms is begun. */
  const begun = async (customer: Customer) =>
    (await checkout().shop.cartToComplete({ customer, product: "licence", payment: "terms" })).id

  const completeAs = (cartId: string, customer?: Customer): Promise<Answer<Refused>> =>
    (customer ? checkout().shop.as(customer) : checkout().shop.guest).send("POST", `/store/carts/${cartId}/complete`)

  async function buy(customer: Customer): Promise<string> {
    const { body } = await completeAs(await begun(customer), customer)
    if (!body.order) throw new Error(`no order: ${JSON.stringify(body)}`)
    const { id } = body.order
    await eventually(
      () => sql("select 1 from clientele_credit_receivable where order_id = $1", [id]),
      (rows) => rows.length === 1,
    )
    return id
  }

  const readCredit = (customer: Customer) => checkout().shop.as(customer).get<Credit>("/store/customers/me/credit")
  const readReceivables = (customer: Customer, filter = "") =>
    checkout().shop.as(customer).get<Receivables>(`/store/customers/me/credit/receivables${filter}`)
  const ask = (cartId: string, customer?: Customer): Promise<Answer<Eligibility>> =>
    (customer ? checkout().shop.as(customer) : checkout().shop.guest).send(
      "GET",
      `/store/carts/${cartId}/credit-eligibility`,
    )

  const FIGURES = {
    currency_code: "usd",
    credit_limit: 100,
    payment_terms: "net_30",
    on_hold: "none",
    overdue_amount: 0,
  }
  const OWED = { ...FIGURES, current_balance: 50, held: 0, available: 50 }

  // Guard: `buyerId` of the route of receivables.
  it("R27: members read the account and what is left of their own limit; a buyer lists the own orders, its customer all", async () => {
    const { owner, buyer } = await company()
    const orders = [await buy(owner), await buy(buyer)]
    expect(await readCredit(owner)).toEqual({
      credit: { ...OWED, spending_limit: null, spending_period: null, spent: null, spending_left: null },
    })
    expect(await readCredit(buyer)).toEqual({
      credit: { ...OWED, spending_limit: 60, spending_period: "month", spent: 25, spending_left: 35 },
    })
    const own = await readReceivables(buyer)
    expect(own).toEqual({ receivables: [expect.any(Object)], count: 1, limit: 20, offset: 0 })
    expect(own.receivables[0]).toEqual({
      ...{ id: expect.stringMatching(/^crec_/), order_id: orders[1], po_number: null, amount: 25, open_amount: 25 },
      ...{ payment_terms: "net_30", issued_at: expect.any(String), due_at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
      ...{ days_overdue: 0, status: "open", disputed: false },
    })
    const all = await readReceivables(owner, "?limit=1&offset=1")
    expect(all).toMatchObject({ count: 2, limit: 1, offset: 1 })
    expect(await readReceivables(owner, "?status=paid")).toMatchObject({ count: 0, receivables: [] })
    expect(await readReceivables(buyer, "?offset=5")).toMatchObject({ count: 1, receivables: [] })
    const wrong = await checkout().shop.as(buyer).send("GET", "/store/customers/me/credit/receivables?status=late")
    expect(wrong).toMatchObject({ status: 400, body: { code: "invalid_request" } })
  })

  // Guard: the comparison of the account with the customer in the route of the statement.
  it("R27, M59: the account's own customer reads the statement; a buyer, a stranger and a removed customer get none", async () => {
    const { owner, buyer } = await company()
    const stranger = await register()
    const order = await buy(buyer)
    const read = (customer: Customer, filter = "") =>
      checkout().shop.as(customer).send<Statement | string>("GET", `/store/customers/me/credit/statement${filter}`)
    const { status, body } = await read(owner)
    expect([status, body]).toMatchObject([
      200,
      { statement: { opening: 0, closing: 25, rows: [{ amount: 25, order_id: order }] } },
    ])
    const file = await read(owner, "?format=csv")
    expect(file.headers.get("content-type")).toContain("text/csv")
    expect((await read(owner, "?format=html")).body).toContain("<html")
    expect(await read(owner, "?from=2026-02-30")).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    await checkout().shop.admin.send("DELETE", `/admin/customers/${owner.id}/credit/members/${owner.id}`)
    for (const customer of [buyer, stranger, owner]) {
      for (const format of ["json", "csv", "html"]) {
        expect(await read(customer, `?format=${format}`)).toMatchObject({ status: 200, body: { statement: null } })
      }
    }
  })

  // Guards: refuseTestCustomers in hold-credit.ts; isTestCustomer in get-eligibility.ts and charge-credit-order.ts.
  it("M69: a test customer's order is not placed on terms, nor charged to the account by hand", async () => {
    const { admin: admins, ...shop } = checkout().shop
    const { owner, buyer } = await company()
    const begunBefore = await begun(buyer)
    const paidLater = await shop.placeOrder({ customer: buyer, product: "licence" })
    const { api_key } = await admins.post<{ api_key: { id: string } }>("/admin/api-keys", {
      title: "x",
      type: "secret",
    })
    await admins.post(`/admin/clientele/api-keys/${api_key.id}/mode`, { mode: "test" })
    const setLive = (live: boolean) =>
      sql(
        `insert into clientele_customer_profile (customer_id, livemode) select unnest($1::text[]), $2
         on conflict (customer_id) do update set livemode = excluded.livemode`,
        [[owner.id, buyer.id], live],
      )
    const charge = () => admins.send<{ code: string }>("POST", `/admin/orders/${paidLater.id}/credit-charge`, {})
    await setLive(false)
    expect((await ask(begunBefore, buyer)).body).toMatchObject({ eligible: false, reasons: ["test_customer"] })
    expect((await completeAs(begunBefore, buyer)).body).toMatchObject({
      type: "cart",
      error: { code: "test_customer" },
    })
    expect(await charge()).toMatchObject({ status: 400, body: { code: "test_customer" } })
    expect(await sql("select 1 from clientele_credit_hold where account_id = $1", [owner.id])).toEqual([])
    await setLive(true)
    expect((await ask(begunBefore, buyer)).body).toMatchObject({ eligible: true, reasons: [] })
    expect((await completeAs(begunBefore, buyer)).body).toMatchObject({ type: "order" })
    expect((await charge()).status).toBe(200)
  })

  // Guards: `removed_at is null` in readBuyer and readMembership; the customer of the cart in getEligibility.
  it("M59: who is no live member learns nothing, and nothing that depends on whether there is an account", async () => {
    const { owner, buyer } = await company()
    const [stranger, other] = [await register(), await company({ credit_limit: 7 })]
    await buy(owner)
    const [owners, buyers, strangers] = [await cartOf(owner), await cartOf(buyer), await cartOf(stranger)]
    expect((await ask(buyers, buyer)).body).toMatchObject({ eligible: true, available: 75 })
    const { shop } = checkout()
    await shop.admin.send("DELETE", `/admin/customers/${owner.id}/credit/members/${owner.id}`)
    const none = { receivables: [], count: 0, limit: 20, offset: 0 }
    for (const customer of [owner, stranger]) {
      expect([await readCredit(customer), await readReceivables(customer)]).toEqual([{ credit: null }, none])
    }
    expect([await readCredit(other.owner), await readReceivables(other.owner)]).toMatchObject([
      { credit: { credit_limit: 7, current_balance: 0 } },
      none,
    ])
    const asked = [
      ...[undefined, stranger, other.owner, owner].map((who) => ask(buyers, who)),
      ...[undefined, stranger, buyer, owner].map((who) => ask(owners, who)),
      ask(strangers, stranger),
      ask(strangers),
    ]
    for (const { status, body } of await Promise.all(asked)) expect([status, body]).toEqual([200, NOBODY])
    for (const name of [`email=${owner.email}`, `customer_id=${owner.id}`, `account_id=${owner.id}`]) {
      for (const path of [
        "customers/me/credit",
        "customers/me/credit/receivables",
        `carts/${owners}/credit-eligibility`,
      ]) {
        expect((await shop.as(stranger).send("GET", `/store/${path}?${name}`)).status).toBe(400)
      }
    }
  })

  it("R27: a cart that does not exist is a 404, and one that is an order already is not eligible", async () => {
    const { owner } = await company()
    expect(await ask("cart_none", owner)).toMatchObject({ status: 404, body: { code: "not_found" } })
    const cartId = await begun(owner)
    await completeAs(cartId, owner)
    expect((await ask(cartId, owner)).body).toMatchObject({ eligible: false, reasons: ["cart_changed"] })
    expect((await ask(cartId)).body).toEqual({ ...NOBODY, reasons: ["not_a_member", "cart_changed"] })
  })

  // Guard: obstaclesOf.
  it.each<[string, string, string[], number | null, number]>([
    ["within the limit", "credit_limit = 25", [], 25, 0],
    ["over the limit", "credit_limit = 20", ["credit_limit_exceeded"], 20, 5],
    ["beyond its limit already", "credit_limit = 5, held = 10", ["credit_limit_exceeded"], 0, 30],
    [
      "on hold and over the limit",
      "on_hold = 'orders', credit_limit = 1",
      ["credit_on_hold", "credit_limit_exceeded"],
      1,
      25,
    ],
    ["on hold for shipping only", "on_hold = 'shipping'", [], 100, 0],
    ["in another currency", "currency_code = 'eur'", ["currency_mismatch"], null, 25],
  ])("R27: an account %s: %s, and nothing is held", async (_what, change, reasons, available, shortfall) => {
    const { owner } = await company()
    await sql(`update clientele_credit_account set ${change} where customer_id = $1`, [owner.id])
    const cartId = await cartOf(owner)
    const { body } = await ask(cartId, owner)
    expect(body).toEqual({ eligible: reasons.length === 0, reasons, requires_approval: false, available, shortfall })
    expect(await sql("select 1 from clientele_credit_hold where account_id = $1", [owner.id])).toEqual([])
  })

  // Guards: findBuyer and isWishOf in hold-credit.ts; asShopper in the route's middleware and in createOrder; shortfallFor; `isBuyer` in completeCart.
  it("M59: a cart's id completes nothing on terms: for all but its signed-in member there is neither order nor number", async () => {
    const { owner, buyer } = await company({ credit_limit: 60 })
    const stranger = await register()
    const { shop } = checkout()
    const oneCall = (cart_id: string, customer?: Customer): Promise<Answer<Refused>> =>
      checkout().createOrder({ cart_id }, customer ? { authorization: `Bearer ${customer.token}` } : {})
    for (const complete of [completeAs, oneCall]) {
      const cart = await begun(buyer)
      for (const who of [undefined, stranger, owner]) {
        // A one-call checkout whose session was refused before makes a session of its own, which is a 400.
        const { status, body } = await complete(complete === oneCall ? await begun(buyer) : cart, who)
        expect([status, body]).toMatchObject([200, { type: "cart", error: { code: "not_a_member" } }])
        expect(JSON.stringify(body)).not.toContain("shortfall")
      }
      expect((await complete(cart, buyer)).body.order).toBeDefined()
    }
    const { body: refused } = await completeAs(await begun(buyer), buyer)
    expect(refused.error).toMatchObject({ code: "member_limit_exceeded", shortfall: "15" })
    const { body: inOneCall } = await oneCall(await begun(buyer), buyer)
    expect(inOneCall.error).toMatchObject({ code: "member_limit_exceeded", shortfall: "15" })
    const cartId = await begun(buyer)
    await shop.admin.send("DELETE", `/admin/customers/${owner.id}/credit/members/${buyer.id}`)
    const { body } = await completeAs(cartId, buyer)
    expect(body.error?.code).toBe("not_a_member")
    expect(JSON.stringify(body)).not.toContain("shortfall")
  })

  // Guards: endMembershipsStep, endMemberships in anonymizeStep, the subscriber credit-customers.
  it.each([
    ["deleted", "DELETE", (id: string) => `/admin/customer-profiles/${id}?force=true`],
    ["deleted by Medusa's own route", "DELETE", (id: string) => `/admin/customers/${id}`],
    ["anonymised", "POST", (id: string) => `/admin/customers/${id}/anonymize?force=true`],
  ])(
    "M59: a buyer whose account's customer is %s buys no more, also with a session of before; what is owed stays",
    async (_what, method, path) => {
      const { owner, buyer } = await company()
      const order = await buy(buyer)
      const cartId = await begun(buyer)
      await checkout().shop.admin.send(method, path(owner.id), method === "POST" ? {} : undefined)
      await eventually(
        () => readCredit(buyer),
        ({ credit }) => credit === null,
      )
      expect((await completeAs(cartId, buyer)).body.error?.code).toBe("not_a_member")
      expect((await ask(cartId, buyer)).body).toEqual(NOBODY)
      expect(await checkout().shop.admin.get(`/admin/customers/${owner.id}/credit/receivables`)).toMatchObject({
        receivables: [{ order_id: order, open_amount: 25 }],
      })
    },
  )

  // Guards: isLiveAccount in creditPart; ofLiveAccount in the storefront's routes.
  it("M59: with the account's customer gone a buyer buys and reads nothing, also where no event has ended the membership", async () => {
    const { owner, buyer } = await company()
    await buy(buyer)
    const cartId = await begun(buyer)
    await sql("update customer set deleted_at = now() where id = $1", [owner.id])
    expect(await readCredit(buyer)).toEqual({ credit: null })
    expect(await readReceivables(buyer)).toMatchObject({ count: 0, receivables: [] })
    expect((await ask(cartId, buyer)).body).toEqual(NOBODY)
    expect((await completeAs(cartId, buyer)).body.error?.code).toBe("not_a_member")
  })

  it("R24: the receivable of an order that is transferred to another customer stays with its account", async () => {
    const { owner, buyer } = await company()
    const [order, heir] = [await buy(buyer), await register()]
    const { shop } = checkout()
    await shop.as(heir).post(`/store/orders/${order}/transfer/request`, {})
    const [change] = await sql(
      "select details ->> 'token' as token from order_change_action where order_id = $1 and action = 'TRANSFER_CUSTOMER'",
      [order],
    )
    await shop.guest.post(`/store/orders/${order}/transfer/accept`, { token: (change as { token: string }).token })
    await shop.editOrder(await shop.order(order), { quantity: 2 })
    const receivables = () => readReceivables(owner).then((list) => list.receivables)
    expect(await eventually(receivables, ([one]) => one?.amount === 50)).toMatchObject([
      { order_id: order, open_amount: 50 },
    ])
    expect(await readReceivables(heir)).toMatchObject({ count: 0 })
    expect((await shop.order(order)).customer_id).toBe(heir.id)
  })
}
