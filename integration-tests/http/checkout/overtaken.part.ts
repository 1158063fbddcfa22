import { randomUUID } from "node:crypto"
import { query } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import { type CheckoutShop, fickle, manual } from "./shoppers"

const keyed = (key: string) => ({ "idempotency-key": key })

/** Requests that find another one, or a completion, on their cart. */
export function overtaken(checkout: () => CheckoutShop): void {
  const hour = "now() + interval '1 hour'"
  const giveLease = (cartId: string) =>
    query(
      checkout().database,
      `insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'other', ${hour})`,
      [cartId],
    )
  const endLease = (cartId: string) =>
    query(checkout().database, "delete from clientele_checkout_lease where cart_id = $1", [cartId])
  /** A request that asks for this cart's lease waits for the lock, and then finds a lease that is over. */
  const askingForLease = (cartId: string) => ({
    sql: "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'dead', now() - interval '1 hour')",
    values: [cartId],
  })
  const completed = async (cartId: string) => {
    const answer = await checkout().shop.guest.send<{ order?: { id: string } }>(
      "POST",
      `/store/carts/${cartId}/complete`,
    )
    expect(answer.status).toBe(200)
    return answer.body.order?.id
  }
  /** A cart with a session that waits for the shopper's completion. */
  const payableCart = async (email: string) => {
    const { shop } = checkout()
    const cart = await shop.fillCart({ email, product: "download" })
    await startPayment(cart.id)
    return cart.id
  }
  const startPayment = async (cart_id: string) => {
    const { guest } = checkout().shop
    const { payment_collection } = await guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id },
    )
    await guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, manual)
  }

  // Guard: `asOneOfFew` in createOrder (workflows/checkout/create-order.ts).
  it("M75: of 60 requests for a cart whose lease another process has, ten are 409 cart_busy at once, the others are served", async () => {
    const { createOrder, database, shop } = checkout()
    const { id: cart_id } = await shop.fillCart({ shipping: "none" })
    await giveLease(cart_id)
    let refused = 0
    const calls = Array.from({ length: 60 }, async () => {
      const answer = await createOrder({ cart_id, payment: manual })
      refused += answer.status === 409 && answer.body.code === "cart_busy" ? 1 : 0
      return answer
    })
    const early = await eventually(
      async () => refused,
      (count) => count >= 10,
    )
    // The served ones are told that the cart does not exist any more, which takes less time than an order.
    await query(database, "update cart set deleted_at = now() where id = $1", [cart_id])
    await endLease(cart_id)
    const served = (await Promise.all(calls)).filter(({ body }) => body.code === "not_found")
    expect({ early, served: served.length }).toEqual({ early: 10, served: 50 })
  }, 60_000)

  // Guard: the second `claim` in takeLease (workflows/checkout/create-order.ts); without it the cart that the key left becomes the order.
  it("R46: a key that came to stand for another cart while its request waited makes the order of that cart", async () => {
    const { createOrder, purchase, shopper, database } = checkout()
    const { customer } = await shopper(1000)
    const body = purchase(customer.email, { payment: fickle("decline") })
    const key = randomUUID()
    const left = (await createOrder(body, keyed(key))).body.cart?.id ?? ""
    const other = (await createOrder(body)).body.cart?.id ?? ""
    expect(left).not.toBe(other)
    const { waiting } = await whileLocked(database, askingForLease(left), async (locked) => {
      const call = createOrder(body, keyed(key))
      await locked.waiting(1)
      await query(database, "update clientele_checkout_request set cart_id = $2 where cart_id = $1", [left, other])
      return { waiting: call }
    })
    expect((await waiting).body).toMatchObject({ type: "cart", cart: { id: other } })
  })

  // Guard: `done` in checkOut (workflows/checkout/create-order.ts).
  it("R46: a cart that is completed while a request waits for its lease answers that order and keeps its payment", async () => {
    const { createOrder, shopper, database } = checkout()
    const { customer } = await shopper(1000)
    const cart_id = await payableCart(customer.email)
    const body = { cart_id, payment: fickle("decline") }
    const { waiting, order } = await whileLocked(database, askingForLease(cart_id), async (locked) => {
      const call = createOrder(body)
      await locked.waiting(1)
      return { waiting: call, order: await completed(cart_id) }
    })
    expect((await waiting).body).toMatchObject({ type: "order", order: { id: order } })
    const sessions = await query<{ provider_id: string }>(
      database,
      `select s.provider_id from payment_session s join cart_payment_collection c using (payment_collection_id)
       where c.cart_id = $1`,
      [cart_id],
    )
    expect(sessions).toEqual([manual])
  })

  // Guard: the look for the order in the `catch` of checkOut.
  it("R46: a cart that is completed while points are applied to it answers that order, and no points are used", async () => {
    const { createOrder, shopper, database, loyalty } = checkout()
    const { customer, token } = await shopper(1000)
    const cart_id = await payableCart(customer.email)
    const body = { cart_id, payment: manual, loyalty_redemption: { token, points: 500 } }
    const { waiting, order } = await whileLocked(
      database,
      { sql: "lock table clientele_code_token" },
      async (locked) => {
        const call = createOrder(body)
        await locked.waiting(1, "hash =")
        return { waiting: call, order: await completed(cart_id) }
      },
    )
    expect(await waiting).toMatchObject({ status: 200, body: { type: "order", order: { id: order } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
  })

  // Guard: `lease.extend()` in checkOut.
  it("M75: a request whose lease another process took is refused with completion_in_progress and makes no order; a later one does", async () => {
    const { createOrder, shopper, database, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const cart_id = await payableCart(customer.email)
    const body = { cart_id, payment: manual }
    const { waiting } = await whileLocked(database, { sql: "lock table clientele_points_hold" }, async (locked) => {
      const call = createOrder(body)
      await locked.waiting(1)
      await query(
        database,
        `update clientele_checkout_lease set holder = 'other', until = ${hour} where cart_id = $1`,
        [cart_id],
      )
      return { waiting: call }
    })
    expect(await waiting).toMatchObject({ status: 400, body: { code: "completion_in_progress" } })
    expect(await made(customer.email)).toMatchObject({ orders: 0 })
    await endLease(cart_id)
    const points = { loyalty_redemption: { token, points: 500 } }
    expect((await createOrder({ ...body, ...points })).body).toMatchObject({ type: "order", order: { total: 15 } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
  })

  // Guard: `lease.extend()` in the `catch` of checkOut; without it the key is forgotten, and the next call makes a second cart.
  it("M75: a request that is refused after another process took its lease leaves cart, key and token to that one", async () => {
    const { createOrder, purchase, shopper, database, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = purchase(customer.email, { loyalty_redemption: { token, points: 500 } })
    const key = randomUUID()
    const { waiting } = await whileLocked(database, { sql: "lock table clientele_code_token" }, async (locked) => {
      const call = createOrder(body, keyed(key))
      await locked.waiting(1, "hash =")
      await query(
        database,
        `update clientele_checkout_lease l set holder = 'other', until = ${hour}
           from cart c where c.id = l.cart_id and c.email = $1`,
        [customer.email],
      )
      return { waiting: call }
    })
    expect(await waiting).toMatchObject({ status: 409, body: { code: "cart_busy" } })
    await query(
      database,
      "delete from clientele_checkout_lease l using cart c where c.id = l.cart_id and c.email = $1",
      [customer.email],
    )
    expect((await createOrder(body, keyed(key))).body).toMatchObject({ type: "order", order: { total: 35 } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: `isRefusal` in the `catch` of checkOut: after a failure nobody knows what was done, so nothing is let go.
  it("R46: a call that fails with 500 leaves its cart and its key, and the same call goes on with that cart", async () => {
    const { createOrder, purchase, shopper, database, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = purchase(customer.email, { loyalty_redemption: { token, points: 500 } })
    const key = randomUUID()
    await query(
      database,
      `create or replace function refuse_email() returns trigger language plpgsql as
       $$ begin if new.email = tg_argv[0] then raise exception 'a test refuses'; end if; return new; end $$`,
    )
    await query(
      database,
      `create trigger refuse_order before insert on "order" for each row execute function refuse_email('${customer.email}')`,
    )
    const failed = await createOrder(body, keyed(key))
    await query(database, 'drop trigger refuse_order on "order"')
    expect(failed.status).toBe(500)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 500 })
    expect((await createOrder(body, keyed(key))).body).toMatchObject({ type: "order", order: { total: 35 } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })
}

/**
 * A request for a cart that another process never lets go. It waits a minute, so the other tests run meanwhile.
 *
 * @returns its answer
 */
export async function beginWaiting({ database, shop, createOrder }: CheckoutShop) {
  const { id } = await shop.fillCart({ product: "download" })
  await query(
    database,
    "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'other', now() + interval '1 hour')",
    [id],
  )
  return createOrder({ cart_id: id, payment: manual })
}
