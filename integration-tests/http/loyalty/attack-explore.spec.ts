import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { newEmail, openShop, type Shop } from "../../helpers/shop"
import { type Store, startStore } from "../../helpers/store-server"

let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
beforeAll(async () => {
  database = await createDatabase()
  store = await startStore({ databaseUrl: database.url, workerMode: "server" })
  shop = await openShop(store, {
    regions: [
      { currency: "usd", country: "us" },
      { currency: "eur", country: "de", taxRate: 19, taxInclusive: true },
      { currency: "jpy", country: "jp", taxRate: 10 },
    ],
  })
  loyalty = loyaltyOf(shop.admin)
}, 180_000)
afterAll(async () => {
  console.log(
    "EMAIL IN LOG:",
    store
      .output()
      .split("\n")
      .filter((l) => /@example/.test(l))
      .slice(0, 5),
  )
  console.log(
    "ERR IN LOG:",
    store
      .output()
      .split("\n")
      .filter((l) => /error/i.test(l))
      .slice(0, 30)
      .join("\n")
      .slice(0, 4000),
  )
  await store?.stop()
  await database?.drop()
})
const log: string[] = []
const say = (...a: unknown[]) => log.push(a.map((x) => (typeof x === "string" ? x : JSON.stringify(x))).join(" "))
afterEach(() => {
  console.log(log.splice(0).join("\n"))
})
const settleNow = async (id: string) => loyalty.reconcile({ order_ids: [id], repair: true })
const moneyOf = async (id: string) => {
  const { order } = await shop.admin.get<any>(
    `/admin/orders/${id}?fields=id,total,item_subtotal,discount_subtotal,currency_code,*items,*items.detail,*items.adjustments,*items.tax_lines,*summary,*credit_lines,status,version`,
  )
  const net = order.items
    .filter((i: any) => !i.is_giftcard)
    .reduce((s: number, i: any) => s + i.subtotal - i.discount_subtotal, 0)
  return { order, net: Math.round(net * 100) / 100 }
}
const compare = async (what: string, id: string) => {
  await settleNow(id)
  const { order, net } = await moneyOf(id)
  const why = await loyalty.why(id)
  const c = why.calculation as any
  say(
    what,
    "medusa net",
    net,
    "ours kept",
    c?.kept,
    "ordered",
    c?.ordered,
    "share",
    c?.paid_share,
    "basis",
    c?.basis,
    "granted",
    why.granted,
    "target",
    why.target,
    "total",
    order.total,
    "pending",
    order.summary?.pending_difference,
    "tx",
    order.summary?.transaction_total,
    c ? "" : why.summary,
    c && Math.abs(Number(c.kept) - net) > 0.011 ? "<<<<<< DIFFERS" : "",
  )
  return order
}

it.skip("past: completed and paid before enabling", async () => {
  const done = await shop.completeOrder(await shop.placeOrder({ capture: true, quantity: 2, shipping: "free" }))
  const paid = await shop.placeOrder({ capture: true, quantity: 1, shipping: "free" })
  const deposit = await shop.placeOrder({ quantity: 2, shipping: "free" })
  await shop.capture(deposit, 20)
  await loyalty.set("loyalty_award_trigger", "order_completed")
  await loyalty.set("loyalty_points_enabled", true)
  await shop.admin.post(`/admin/orders/${done.id}`, { metadata: { note: "x" } })
  say(
    "completed before enabling, metadata after:",
    (await settleNow(done.id)).differences.map((d) => d.change),
  )
  await loyalty.set("loyalty_award_trigger", "payment_paid")
  const more = await shop.editOrder(paid, { quantity: 5 })
  await shop.markAsPaid(more)
  say(
    "paid 1 before enabling, edited to 5 and paid after:",
    (await settleNow(paid.id)).differences.map((d) => d.change),
  )
  const less = await shop.editOrder(deposit, { quantity: 1 })
  say(
    "deposit before, edited down to what is paid after enabling:",
    (await settleNow(less.id)).differences.map((d) => d.change),
    (await loyalty.why(less.id)).summary,
  )
})

it.skip("money", async () => {
  await shop.admin
    .post("/admin/promotions", {
      code: "TEN",
      type: "standard",
      status: "active",
      is_automatic: false,
      application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
    })
    .catch((e) => say("promo", String(e)))
  await loyalty.set("loyalty_currency_rates", {
    eur: { points_per_currency_unit: 1, points_per_currency_discount: 100 },
    jpy: { points_per_currency_unit: 1, points_per_currency_discount: 100 },
  })
  const a = await shop.placeOrder({
    quantity: 3,
    promoCodes: ["TEN"],
    capture: true,
    also: [{ product: "mug", quantity: 2 }],
  })
  await compare("promo 3 shirts 2 mugs", a.id)
  const b = await shop.editOrder(a, { quantity: 2 })
  await compare("edit to 2", b.id)
  const c = await shop.editOrder(b, { quantity: 4 })
  await compare("edit to 4 unpaid", c.id)
  await shop.markAsPaid(c).catch((e) => say(String(e)))
  await compare("edit to 4 paid", c.id)
  const e = await shop.placeOrder({
    region: "eur",
    quantity: 3,
    promoCodes: ["TEN"],
    capture: true,
    also: [{ product: "mug", quantity: 2 }],
  })
  await compare("eur inclusive promo", e.id)
  const e2 = await shop.editOrder(e, { quantity: 2 })
  await compare("eur edit", e2.id)
  await shop.fulfill(e2).catch((x) => say(String(x)))
  await shop.receiveReturn(e2, await shop.requestReturn(e2, 1)).catch((x) => say(String(x)))
  await compare("eur return 1", e2.id)
  const j = await shop.placeOrder({
    region: "jpy",
    quantity: 3,
    promoCodes: ["TEN"],
    capture: true,
    also: [{ product: "mug", quantity: 2 }],
  })
  await compare("jpy", j.id)
}, 120000)

it("exchange", async () => {
  await loyalty.set("loyalty_points_enabled", true)
  const o = await shop.placeOrder({ quantity: 1, shipping: "free", capture: true })
  await shop.fulfill(o)
  await compare("before exchange", o.id)
  const { exchange } = await shop.admin.post<any>("/admin/exchanges", { order_id: o.id })
  const p = `/admin/exchanges/${exchange.id}`
  const inb = await shop.admin.post<any>(`${p}/inbound/items`, { items: [{ id: o.items[0]!.id, quantity: 1 }] })
  await shop.admin.post(`${p}/outbound/items`, { items: [{ variant_id: shop.variants.shirt, quantity: 3 }] })
  await shop.admin.post(`${p}/request`)
  const x = await compare("exchange requested 1->3", o.id)
  const r = await shop.order(o.id)
  await shop.markAsPaid(r).catch((e) => say(String(e)))
  await compare("exchange difference paid, return not received", o.id)
  const { exchange: ex } = await shop.admin.get<any>(`${p}`)
  await shop.receiveReturn(r, ex.return_id).catch((e) => say(String(e)))
  await compare("exchange return received", o.id)
  // exchange first, then first look
  await loyalty.set("loyalty_award_trigger", "order_completed")
  const q = await shop.placeOrder({ quantity: 1, shipping: "free", capture: true })
  await shop.fulfill(q)
  const e2 = (await shop.admin.post<any>("/admin/exchanges", { order_id: q.id })).exchange
  await shop.admin.post<any>(`/admin/exchanges/${e2.id}/inbound/items`, {
    items: [{ id: q.items[0]!.id, quantity: 1 }],
  })
  await shop.admin.post(`/admin/exchanges/${e2.id}/outbound/items`, {
    items: [{ variant_id: shop.variants.shirt, quantity: 1 }],
  })
  await shop.admin.post(`/admin/exchanges/${e2.id}/request`)
  await shop.completeOrder(q).catch((e) => say(String(e)))
  await compare("completed with an even exchange under way", q.id)
  await loyalty.set("loyalty_award_trigger", "payment_paid")
}, 120000)

it("claims", async () => {
  const refund = await shop.placeOrder({ quantity: 1, capture: true, shipping: "free" })
  await shop.fulfill(refund)
  await compare("before claim", refund.id)
  const cl = (
    await shop.admin.post<any>("/admin/claims", { order_id: refund.id, type: "refund", reason_id: undefined })
  ).claim
  await shop.admin
    .post(`/admin/claims/${cl.id}/claim-items`, {
      items: [{ id: refund.items[0]!.id, quantity: 1, reason: "production_failure" }],
    })
    .catch((e) => say(String(e)))
  await shop.admin
    .post(`/admin/claims/${cl.id}/inbound/items`, { items: [{ id: refund.items[0]!.id, quantity: 1 }] })
    .catch((e) => say(String(e)))
  await shop.admin.post(`/admin/claims/${cl.id}/request`).catch((e) => say(String(e)))
  await compare("claim refund requested", refund.id)
  await shop.refund(refund, 20).catch((e) => say(String(e)))
  await compare("claim refunded", refund.id)
  const rep = await shop.placeOrder({ quantity: 1, capture: true, shipping: "free" })
  await shop.fulfill(rep)
  await compare("before replace", rep.id)
  const c2 = (await shop.admin.post<any>("/admin/claims", { order_id: rep.id, type: "replace" })).claim
  await shop.admin
    .post(`/admin/claims/${c2.id}/claim-items`, {
      items: [{ id: rep.items[0]!.id, quantity: 1, reason: "production_failure" }],
    })
    .catch((e) => say(String(e)))
  await shop.admin
    .post(`/admin/claims/${c2.id}/outbound/items`, { items: [{ variant_id: shop.variants.shirt, quantity: 1 }] })
    .catch((e) => say(String(e)))
  await shop.admin.post(`/admin/claims/${c2.id}/request`).catch((e) => say(String(e)))
  await compare("replaced", rep.id)
  const r3 = await shop.order(rep.id)
  await shop.admin
    .post(`/admin/orders/${rep.id}/credit-lines`, { amount: 20, reference: "claim", reference_id: c2.id })
    .catch((e) => say(String(e)))
  const o = await compare("replaced, credit line for the difference", rep.id)
  say(o.credit_lines)
}, 120000)

it("phantom capture and refund", async () => {
  const o = await shop.placeOrder({ quantity: 2, shipping: "free" })
  await query(database, "update \"order\" set updated_at = now() - interval '3 days' where id = $1", [o.id])
  await query(database, "update order_transaction set updated_at = now() - interval '3 days' where order_id = $1", [
    o.id,
  ])
  const pay = (o.payment_collections as any)[0].payments[0].id
  await query(
    database,
    'insert into capture (id, amount, raw_amount, payment_id) values (\'capt_phantom\', 40, \'{"value":"40","precision":20}\', $1)',
    [pay],
  )
  await settleNow(o.id)
  await query(database, "delete from capture where id = 'capt_phantom'")
  say("phantom capture: granted", (await loyalty.why(o.id)).granted, (await loyalty.why(o.id)).summary)
  const { runInStore } = await import("../../faults/in-store")
  await runInStore({ databaseUrl: database.url }, "sweep")
  const w = await loyalty.why(o.id)
  say("phantom capture after sweep: granted", w.granted, w.summary)
  const r = await settleNow(o.id)
  say(
    "reconcile",
    r.differences.map((d) => d.change),
  )
  const bad = await shop.draftOrder(newEmail(), 3)
  const email = `${Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")}@example.com`
  await shop.admin.post(`/admin/orders/${bad.id}`, { email })
  await shop.markAsPaid(bad)
  const before = await query(database, "select reached_at from clientele_points_watermark")
  await runInStore({ databaseUrl: database.url }, "sweep")
  await query(database, "update clientele_points_watermark set reached_at = now() - interval '3 days'")
  await runInStore({ databaseUrl: database.url }, "sweep")
  say(
    "watermark before/after",
    before,
    await query(database, "select reached_at from clientele_points_watermark"),
    "now",
    new Date().toISOString(),
  )
  const rr = await loyalty.reconcile({ order_ids: [bad.id], repair: true })
  say(JSON.stringify(rr).slice(0, 600))
}, 120000)

it("archived", async () => {
  await loyalty.set("loyalty_award_trigger", "order_completed")
  const o = await shop.completeOrder(await shop.placeOrder({ quantity: 2, shipping: "free", capture: true }))
  await shop.admin.post(`/admin/orders/${o.id}/archive`)
  await settleNow(o.id)
  say("archived before its job", (await loyalty.why(o.id)).summary)
  await loyalty.set("loyalty_award_trigger", "payment_paid")
})

it.skip("odd input", async () => {
  const customer = await shop.register()
  const adj = `/admin/customers/${customer.id}/loyalty/adjustments`
  const t = async (m: string, p: string, b?: unknown, h?: Record<string, string>) => {
    const a = await shop.admin.send<any>(m, p, b, h).catch((e) => ({ status: String(e), body: "" }) as any)
    say(a.status, m, p.slice(0, 90), JSON.stringify(b ?? "").slice(0, 80), JSON.stringify(a.body).slice(0, 220))
  }
  await t("GET", "/admin/customers/%00/loyalty")
  await t("GET", "/admin/orders/%00/loyalty")
  await t("GET", "/admin/orders/a%00b/loyalty")
  await t("GET", `/admin/orders/${"x".repeat(5000)}/loyalty`)
  await t("GET", "/admin/orders/%E0%A4%A/loyalty")
  await t("PUT", "/admin/loyalty/settings/__proto__", { value: 1 })
  await t("PUT", "/admin/loyalty/settings/%00", { value: 1 })
  await t("PUT", "/admin/loyalty/settings/loyalty_points_ttl_days", { value: "1e2" })
  await t("PUT", "/admin/loyalty/settings/loyalty_points_ttl_days", { value: "" })
  await t("PUT", "/admin/loyalty/settings/loyalty_points_ttl_days", { value: null })
  await t(
    "PUT",
    "/admin/loyalty/settings/loyalty_currency_rates",
    '{"value":{"__proto__":{"points_per_currency_unit":1}}}',
  )
  await t("PUT", "/admin/loyalty/settings/loyalty_points_per_currency_unit", { value: 0.1234567890123456 })
  await t("PUT", "/admin/loyalty/settings/loyalty_points_per_currency_unit", { value: 5e-324 })
  await t("PUT", "/admin/loyalty/settings/loyalty_points_per_currency_unit", { value: 1 })
  await t("POST", adj, { points: 1, reason: "a\u0000b" })
  await t("POST", adj, { points: 1, reason: "ok", note: "\u0000" })
  await t("POST", adj, { points: 1, reason: "\ud800" })
  await t("POST", adj, { points: 1, reason: "ok", idempotency_key: "\u0000" })
  const random = Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")
  await t("POST", adj, { points: 1, reason: "ok" }, { "idempotency-key": random })
  await t("POST", adj, { points: 1, reason: "ok", idempotency_key: "\ud800" })
  await t("POST", adj, { points: 1, reason: "ok", idempotency_key: "\ud801" })
  await t("POST", adj, [])
  await t("POST", adj, "null")
  await t("POST", `/admin/customers/${customer.id}/loyalty/merge`, { email: newEmail(), reason: "a\u0000" })
  await t("GET", `/admin/customers/${customer.id}/loyalty/entries?limit=1&limit=2`)
  await t("GET", `/admin/customers/${customer.id}/loyalty/entries?cursor[]=`)
  await t("GET", `/admin/customers/${customer.id}/loyalty/entries?cursor=&limit=`)
  await t("GET", "/admin/loyalty/report?from=0000-01-01&to=0000-02-01")
  await t("GET", "/admin/loyalty/report?to=0000-01-05")
  await t("GET", "/admin/loyalty/report?to=0001-01-05")
  await t("GET", "/admin/loyalty/report?from=0001-01-01&to=0001-02-01")
  await t("POST", "/admin/loyalty/reconcile", { order_ids: ["\u0000"] })
  await t("POST", "/admin/loyalty/reconcile", { since: "0001-01-01T00:00:00Z" })
  await t("POST", "/admin/loyalty/reconcile", { since: "0000-01-01T00:00:00Z" })
  await t("POST", "/admin/loyalty/reconcile", { since: "9999-01-01T00:00:00Z" })
  await t("POST", adj, { points: 100, reason: "ok" })
  await t("POST", adj, { points: -30, reason: "ok" })
  await t("GET", "/admin/loyalty/report?format=csv")
  const rows = await query(database, "select 1 as x from clientele_points_entry where reason = 'refund_reversal'")
  say("reversals", rows.length)
  const today = new Date().toISOString().slice(0, 10)
  const csv = await shop.admin.send<string>("GET", `/admin/loyalty/report?format=csv&from=${today}&to=${today}`)
  say(csv.body)
  const anon = await fetch(`${store.url}/admin/loyalty/report`)
  say("anon", anon.status)
  for (const [m, p] of [
    ["POST", adj],
    ["GET", "/admin/loyalty/settings"],
    ["PUT", "/admin/loyalty/settings/loyalty_points_enabled"],
    ["POST", "/admin/loyalty/reconcile"],
    ["GET", "/admin/orders/x/loyalty"],
    ["POST", `/admin/customers/${customer.id}/loyalty/merge`],
  ] as const) {
    const a = await fetch(store.url + p, {
      method: m,
      headers: { authorization: `Bearer ${customer.token}`, "content-type": "application/json" },
      body: m === "GET" ? undefined : "{}",
    })
    say("customer token", m, p, a.status)
  }
}, 120000)

it.skip("long email", async () => {
  const email = `${Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")}@example.com`
  try {
    const o = await shop.placeOrder({ email, payment: "instant" })
    say("order placed with", o.email?.length)
    const r = await loyalty.reconcile({ order_ids: [o.id], repair: true })
    say(JSON.stringify(r).slice(0, 800))
  } catch (e) {
    say(String(e).slice(0, 400))
  }
  const o = await shop.draftOrder(newEmail(), 3)
  const a = await shop.admin.send<any>("POST", `/admin/orders/${o.id}`, { email })
  say("admin email", a.status, JSON.stringify(a.body).slice(0, 100))
}, 120000)
