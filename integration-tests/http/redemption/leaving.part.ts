import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** How the points go off carts before the plugin is removed; the whole command is tried in `faults/existing-store.spec.ts`. */
export function leaving(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(async () => {
    ;({ database, store, shop } = open())
    await open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
  })

  /** A cart of 20 that carries 500 points. */
  async function cartWithPoints(): Promise<{ id: string; token: string }> {
    const customer = await shop.register()
    await give(shop, customer, 500)
    const cart = await shop.fillCart({ email: customer.email, product: "download" })
    const token = await tokenOf(database, customer.email)
    expect((await apply(shop, cart.id, token, 500)).status).toBe(200)
    return { id: cart.id, token }
  }
  const discountOf = async (cartId: string) =>
    pointsDiscount((await shop.guest.get<HttpTypes.StoreCartResponse>(`/store/carts/${cartId}`)).cart)
  const holdOf = async (cartId: string) =>
    (
      await query<{ status: string }>(database, "select status from clientele_points_hold where cart_id = $1", [cartId])
    )[0]?.status
  const reasonsOf = async (...cartIds: string[]) => {
    const { not_cleared } = await runInStore(store, "clear-carts")
    return not_cleared.filter(({ cart_id }) => cartIds.includes(cart_id))
  }

  /** The store has as many calls on the cart as it lets wait, until `work` is done. */
  async function whileBusy<T>({ id, token }: { id: string; token: string }, work: () => Promise<T>): Promise<T> {
    await query(
      database,
      "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'other', now() + interval '1 hour')",
      [id],
    )
    let refused = 0
    const calls = Array.from({ length: 51 }, async () => {
      // Too few points: the cart keeps what it has.
      const { body } = await apply(shop, id, token, 1)
      refused += (body as { code?: string }).code === "cart_busy" ? 1 : 0
    })
    const waiting = await eventually(
      async () => refused,
      (count) => count === 1,
    )
    expect(waiting).toBe(1)
    const answer = await work()
    await query(database, "delete from clientele_checkout_lease where cart_id = $1", [id])
    await Promise.all(calls)
    return answer
  }

  /** Medusa cannot take an adjustment off the cart meanwhile. */
  async function whileKept<T>(cartId: string, work: () => Promise<T>): Promise<T> {
    await query(
      database,
      `create or replace function keep_adjustment() returns trigger language plpgsql as $$ begin
         if exists (select 1 from cart_line_item where id = old.item_id and cart_id = tg_argv[0]) then return null; end if;
         return case tg_op when 'DELETE' then old else new end;
       end $$`,
    )
    await query(
      database,
      `create trigger keep_adjustment before update or delete on cart_line_item_adjustment
       for each row execute function keep_adjustment('${cartId}')`,
    )
    try {
      return await work()
    } finally {
      await query(database, "drop trigger keep_adjustment on cart_line_item_adjustment")
    }
  }

  // Guards, each in workflows/redemption/clear-carts.ts: withCartLease; the look at the cart after it was worked out; the second
  // half of pagesOfCarts, which finds that cart again; `completed_at` in clearCart.
  it("R72: a cart that is busy, or keeps its discount, is listed and cleared by another run; an order's cart stays", async () => {
    const taken = await cartWithPoints()
    const others = [await cartWithPoints(), await cartWithPoints(), await cartWithPoints()].map(({ id }) => id)
    const [busy, kept, completed, plain] = [taken.id, ...others] as [string, string, string, string]
    await query(database, "update cart set completed_at = now() where id = $1", [completed])
    const reasons = await whileBusy(taken, () => whileKept(kept, () => reasonsOf(busy, kept, completed, plain)))
    expect(reasons).toEqual([
      { cart_id: busy, reason: expect.stringContaining("cart") },
      { cart_id: kept, reason: "it was computed again and still carries points" },
    ])
    expect(await Promise.all([busy, kept, completed, plain].map(holdOf))).toEqual([
      "held",
      "released",
      "released",
      "released",
    ])
    expect(await Promise.all([busy, kept, completed, plain].map(discountOf))).toEqual([5, 5, 5, 0])

    expect(await reasonsOf(busy, kept, completed, plain)).toEqual([])
    expect(await holdOf(busy)).toBe("released")
    expect(await Promise.all([busy, kept, completed].map(discountOf))).toEqual([0, 0, 5])
  })

  // Guard: withDeadline in refreshWithout (workflows/redemption/clear-carts.ts); without it the run waits for the lock's end.
  it("R72: a cart that cannot be recalculated in time is listed, and the later carts are cleared", async () => {
    const carts = [(await cartWithPoints()).id, (await cartWithPoints()).id] as const
    const [hung, other] = carts
    const adjustments = {
      sql: `select 1 from cart_line_item_adjustment where item_id in (select id from cart_line_item where cart_id = $1) for update`,
      values: [hung],
    }
    const { not_cleared } = await whileLocked(database, adjustments, () => runInStore(store, "clear-carts", "2000"))
    const ours = not_cleared.filter(({ cart_id }) => cart_id === hung || cart_id === other)
    expect(ours).toEqual([{ cart_id: hung, reason: "the cart took longer than 2000 ms" }])
    expect(await Promise.all(carts.map(holdOf))).toEqual(["released", "released"])
    expect(await discountOf(other)).toBe(0)
    // What the run gave up goes on once the lock has ended.
    expect(
      await eventually(
        () => discountOf(hung),
        (discount) => discount === 0,
      ),
    ).toBe(0)
    expect(await reasonsOf(hung)).toEqual([])
  })
}
