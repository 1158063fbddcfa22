import { setTimeout as sleep } from "node:timers/promises"
import knex from "knex"
import { createDatabase } from "../../integration-tests/helpers/database"
import { openShop, type Shop } from "../../integration-tests/helpers/shop"
import { PAYMENT_PROVIDERS } from "../../integration-tests/helpers/shop-setup"
import { startStore } from "../../integration-tests/helpers/store-server"
import { PointsModuleService } from "../../src/modules/points"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { quantile } from "../lib/measure"
import { loyaltyOn } from "../lib/stores"

const ORDERS = 200
const ORDERS_SHORT = 10
const WARM_UP = 5
const POLL_MS = 2
const DEADLINE_MS = 30_000

type Times = { completion: number; points: number }

/** Makes a cart with an instant payment that needs one more call to become an order. */
async function payableCart(shop: Shop): Promise<string> {
  const cart = await shop.fillCart()
  const collection = await shop.guest.post<{ payment_collection: { id: string } }>("/store/payment-collections", {
    cart_id: cart.id,
  })
  const sessions = `/store/payment-collections/${collection.payment_collection.id}/payment-sessions`
  await shop.guest.post(sessions, { provider_id: PAYMENT_PROVIDERS.instant })
  return cart.id
}

async function untilVisible(points: PointsModuleService, orderId: string): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  while ((await points.listOrderEntries(orderId)).length === 0) {
    if (performance.now() > end) throw new Error(`order ${orderId} has no points after ${DEADLINE_MS / 1000} s`)
    await sleep(POLL_MS)
  }
}

async function placeOne(shop: Shop, points: PointsModuleService): Promise<Times> {
  const cartId = await payableCart(shop)
  const started = performance.now()
  const { order } = await shop.guest.post<{ order: { id: string } }>(`/store/carts/${cartId}/complete`)
  const answered = performance.now()
  await untilVisible(points, order.id)
  return { completion: answered - started, points: performance.now() - answered }
}

async function placeMany(shop: Shop, points: PointsModuleService, effort: Effort): Promise<Times[]> {
  const orders = effort.short ? ORDERS_SHORT : ORDERS
  const times: Times[] = []
  for (let placed = 1; placed <= WARM_UP + orders; placed++) {
    const time = await placeOne(shop, points)
    if (placed > WARM_UP) times.push(time)
    if (placed % 50 === 0) effort.log(`  ${placed} of ${WARM_UP + orders} orders`)
  }
  return times
}

/**
 * Measures how long a shopper who has just paid waits for the points: from the answer of the completing call to the ledger entry.
 * Orders are placed one after another in a store with the queue in PostgreSQL. The reference is the time of the completing call.
 */
export const orderToPoints: Benchmark = {
  names: ["order_to_points", "order_to_points_p99"],
  run: async (effort) => {
    const database = await createDatabase()
    const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
    try {
      const store = await startStore({ databaseUrl: database.url, options: loyaltyOn, scheduledJobs: true })
      try {
        const points = new PointsModuleService({ __pg_connection__: pool })
        const times = await placeMany(await openShop(store), points, effort)
        const figure = (bench: string, share: number) =>
          makeFigure({
            bench,
            unit: "ms",
            value: quantile(
              times.map((time) => time.points),
              share,
            ),
            reference: `the completing call itself, p${share * 100}`,
            reference_value: quantile(
              times.map((time) => time.completion),
              share,
            ),
          })
        return [figure("order_to_points", 0.5), figure("order_to_points_p99", 0.99)]
      } finally {
        await store.stop()
      }
    } finally {
      await pool.destroy()
      await database.drop()
    }
  },
}
