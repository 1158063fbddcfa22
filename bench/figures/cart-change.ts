import { query } from "../../integration-tests/helpers/database"
import { type CallSide, callByCall, p50OfPairs } from "../lib/call-by-call"
import { applyPoints, GOODS, POINTS } from "../lib/carts"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { makePastRedemptions } from "../lib/past-redemptions"
import { Closing, type OpenStore, openPurse, openTwins } from "../lib/stores"

const PAST = 100_000
const PAST_SHORT = 10_000
const CALLS = 20
const CALLS_SHORT = 5

/** Times the call that adds a second product to a cart with goods, address and shipping. */
function addingAnItem({ shop }: OpenStore, prepare: () => Promise<string>): CallSide<string> {
  const item = { variant_id: shop.variants.mug, quantity: 1 }
  return { prepare, call: (cartId) => shop.guest.post(`/store/carts/${cartId}/line-items`, item) }
}

const plainCart = (store: OpenStore) => async () => (await store.shop.fillCart(GOODS)).id

function cartWithPoints(closing: Closing, store: OpenStore): () => Promise<string> {
  const purse = openPurse(closing, store.database)
  return async () => {
    const email = await purse.newShopper(POINTS)
    const { id } = await store.shop.fillCart({ ...GOODS, email })
    await applyPoints(store, id, email)
    return id
  }
}

async function measure(closing: Closing, effort: Effort) {
  const past = effort.short ? PAST_SHORT : PAST
  effort.log(`  two stores, ${past} redemptions in one`)
  const [fresh, old] = await openTwins(closing, (database) => makePastRedemptions(database, past))
  // In a shop, autovacuum has analysed these tables.
  for (const { database } of [fresh, old]) await query(database, "vacuum analyze")
  const plan = { calls: effort.short ? CALLS_SHORT : CALLS }
  const compare = async (bench: string, cartIn: (store: OpenStore) => () => Promise<string>) => {
    effort.log(`  ${bench}`)
    const sides = { ours: addingAnItem(old, cartIn(old)), reference: addingAnItem(fresh, cartIn(fresh)) }
    const times = await callByCall(sides, plan, effort)
    return makeFigure({
      bench,
      unit: "ms",
      reference: "the same in a store without redemptions",
      ...p50OfPairs(times),
    })
  }
  return [
    await compare("cart_change_100k", plainCart),
    await compare("cart_change_100k_with_points", (store) => cartWithPoints(closing, store)),
  ]
}

/** Compares adding an item to a cart in a store with many past redemptions and in a store with none. */
export const cartChange: Benchmark = {
  names: ["cart_change_100k", "cart_change_100k_with_points"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
