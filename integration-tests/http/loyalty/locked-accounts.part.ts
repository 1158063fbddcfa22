import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** A second session holds rows without end: a frozen process, or an open `begin`. Wide bound; without a guard it is minutes. */
const SECONDS = 30_000

export function lockedAccounts(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({
      loyalty_points_enabled: true,
      loyalty_min_points_to_redeem: 1,
      loyalty_max_redeem_percent: 100,
    })
  })

  const account = (mailbox: string) => ({
    sql: "select id from clientele_points_account where mailbox = $1 for update",
    values: [mailbox],
  })
  const shirt = async (email: string) => (await shop.orderFromBefore({ email, capture: true })).id
  const granted = async (id: string) => (await loyalty.why(id)).granted
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    return performance.now() - started
  }

  // Guards: `lock_timeout` of the ledger's functions, readFreeOrders in PointsModuleService.settle.
  it("M48: the sweep ends while a session holds an account, awards all others, names the held one and awards it later", async () => {
    const customer = await shop.register()
    await give(shop, customer, 1)
    const held = [await shirt(customer.email), await shirt(customer.email)]
    const free = await shirt(newEmail())
    const took = await whileLocked(database, account(customer.email), async () => {
      const ms = await timed(() => runInStore(store, "sweep"))
      expect(await granted(free)).toBe(20)
      const { health } = await shop.admin.get<{ health: { sweep: { failed_orders: string[] } } }>(
        "/admin/loyalty/health",
      )
      expect(health.sweep.failed_orders).toEqual(expect.arrayContaining(held))
      return ms
    })
    expect(took).toBeLessThan(SECONDS)
    await runInStore(store, "sweep")
    expect(await Promise.all(held.map(granted))).toEqual([20, 20])
    const { health } = await shop.admin.get<{ health: { sweep: { failed_orders: string[] } } }>("/admin/loyalty/health")
    expect(health.sweep.failed_orders.filter((id) => held.includes(id))).toEqual([])
  }, 90_000)

  // Guards: withDeadline and `hanging` in workflows/shared/events/emit.ts.
  it("M53: the sweep awards points, returns points and ends, even if the event bus never answers", async () => {
    const customer = await shop.register()
    await give(shop, customer, 500)
    const cart = await shop.fillCart({ email: customer.email })
    expect((await apply(shop, cart.id, await tokenOf(database, customer.email), 200)).status).toBe(200)
    const order = await shop.completeCart(cart.id)
    await shop.cancel(await shop.order(order.id))
    const earned = await shirt(newEmail())
    const took = await timed(() => runInStore(store, "sweep", "points", "0", "hung"))
    expect(took).toBeLessThan(SECONDS)
    expect(await granted(earned)).toBe(20)
    expect((await loyalty.account(customer.id)).points_balance).toBe(500)
  }, 90_000)

  // Guard: `skip locked` in clientele_points_expire_accounts.
  it("M48: the expiry skips an account that a session holds, and expires its points in a later run", async () => {
    const [one, other] = [await shop.register(), await shop.register()]
    for (const customer of [one, other]) {
      await give(shop, customer, 50)
      await query(
        database,
        `update clientele_points_lot set expires_at = now() - interval '1 day'
         where account_id = (select id from clientele_points_account where mailbox = $1)`,
        [customer.email],
      )
    }
    const balance = async ({ id }: { id: string }) => (await loyalty.account(id)).points_balance
    const took = await whileLocked(database, account(one.email), async () => {
      const ms = await timed(() => runInStore(store, "expire", "1"))
      expect([await balance(one), await balance(other)]).toEqual([50, 0])
      return ms
    })
    expect(took).toBeLessThan(SECONDS)
    await runInStore(store, "expire", "1")
    expect(await balance(one)).toBe(0)
  }, 90_000)

  // Guards: listFreeHolds in expireHolds; withDeadline around refreshCart (workflows/redemption/expire-holds.ts).
  it("M48: holds of other accounts end while one session locks an account and another session locks a cart", async () => {
    const carts: string[] = []
    const emails: string[] = []
    for (let i = 0; i < 3; i++) {
      const customer = await shop.register()
      await give(shop, customer, 500)
      const cart = await shop.fillCart({ email: customer.email })
      expect((await apply(shop, cart.id, await tokenOf(database, customer.email), 500)).status).toBe(200)
      carts.push(cart.id)
      emails.push(customer.email)
    }
    await query(database, "update clientele_points_hold set expires_at = now() where cart_id = any ($1)", [carts])
    const statuses = async () => {
      const rows = await query<{ cart_id: string; status: string }>(
        database,
        "select cart_id, status from clientele_points_hold where cart_id = any ($1)",
        [carts],
      )
      return carts.map((id) => rows.find(({ cart_id }) => cart_id === id)?.status)
    }
    // A refresh does not write the cart's row where nothing but its adjustments change.
    const cart = {
      sql: `select a.id from cart_line_item_adjustment a join cart_line_item i on i.id = a.item_id
            where i.cart_id = $1 for update of a`,
      values: [carts[1]],
    }
    const took = await whileLocked(database, account(emails[0] ?? ""), () =>
      whileLocked(database, cart, async () => {
        const ms = await timed(() => runInStore(store, "expire-holds"))
        expect(await statuses()).toEqual(["held", "expired", "expired"])
        return ms
      }),
    )
    expect(took).toBeLessThan(SECONDS)
    await runInStore(store, "expire-holds")
    expect(await statuses()).toEqual(["expired", "expired", "expired"])
  }, 90_000)

  // Guards: `bounded` in writeIndex and writeOrders; projectEach and listFailed in sweepCustomers.
  it("M48: the sweep of customers projects all other rows while a session holds one, and that row in the next sweep", async () => {
    const [one, other] = [await shop.register(), await shop.register()]
    await runInStore(store, "sweep-customers")
    const ids = [one.id, other.id]
    await query(database, "update clientele_customer_index set document = '' where customer_id = any ($1)", [ids])
    const empty = async () =>
      (
        await query<{ customer_id: string }>(
          database,
          "select customer_id from clientele_customer_index where document = '' and customer_id = any ($1)",
          [ids],
        )
      ).map(({ customer_id }) => customer_id)
    const lock = { sql: "select 1 from clientele_customer_index where customer_id = $1 for update", values: [one.id] }
    const took = await whileLocked(database, lock, async () => {
      const ms = await timed(async () => {
        const { failed } = await runInStore(store, "sweep-customers")
        expect(failed.map(({ id }) => id)).toEqual([one.id])
      })
      expect(await empty()).toEqual([one.id])
      return ms
    })
    expect(took).toBeLessThan(SECONDS)
    // No change brings it: only that it failed.
    await query(database, "update customer set updated_at = now() - interval '1 day' where id = $1", [one.id])
    expect(await runInStore(store, "sweep-customers")).toMatchObject({ failed: [] })
    expect(await empty()).toEqual([])
  }, 90_000)
}
