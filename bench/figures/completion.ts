import { query } from "../../integration-tests/helpers/database"
import type { Shop } from "../../integration-tests/helpers/shop"
import { type CallSide, callByCall, callByCallAnew, p50OfPairs } from "../lib/call-by-call"
import { applyPoints, COUPON, complete, createCoupon, DISCOUNT, GOODS, makePayable, POINTS } from "../lib/carts"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { Closing, loyaltyOn, openPurse, openStore, seedHosts } from "../lib/stores"

const CALLS = 20
const CALLS_SHORT = 5

const PLUGIN = "medusa-plugin-clientele"

/** The idle plugin makes the smallest difference of all benchmarks, so it needs the most rounds. Each has two new servers. */
const IDLE = { rounds: 9, calls: 12, firstCalls: 16 }
const IDLE_SHORT = { rounds: 3, calls: 5, firstCalls: 5 }

/**
 * The shortest pause after a completion, for the work that an order leaves behind: its points are looked at 200 ms after its events, and
 * the customer's figures a second after the last event.
 */
const PAUSE_MS = 500

const completing = (shop: Shop, discount: number, makeCart: () => Promise<string>): CallSide<string> => ({
  prepare: async () => {
    const cartId = await makeCart()
    await makePayable(shop, cartId)
    return cartId
  },
  call: (cartId) => complete(shop, cartId, discount),
})

async function withPoints(closing: Closing, effort: Effort) {
  const store = await openStore(closing)
  const { shop } = store
  await createCoupon(shop)
  const purse = openPurse(closing, store.database)
  const ours = completing(shop, DISCOUNT, async () => {
    const email = await purse.newShopper(POINTS)
    const { id } = await shop.fillCart({ ...GOODS, email })
    await applyPoints(store, id, email)
    return id
  })
  const coupon = completing(shop, DISCOUNT, async () => (await shop.fillCart({ ...GOODS, promoCodes: [COUPON] })).id)
  const plan = { calls: effort.short ? CALLS_SHORT : CALLS, pauseMs: PAUSE_MS }
  const times = await callByCall({ ours, reference: coupon }, plan, effort)
  const what = "the same completion with a coupon"
  return [makeFigure({ bench: "complete_with_points", unit: "ms", reference: what, ...p50OfPairs(times) })]
}

/** Compares completing a cart that carries points with completing a cart that carries an ordinary promotion of the same amount. */
export const completeWithPoints: Benchmark = {
  names: ["complete_with_points"],
  run: (effort) => Closing.during((closing) => withPoints(closing, effort)),
}

async function idle(closing: Closing, effort: Effort) {
  const hosts = await seedHosts(closing, PLUGIN)
  const side = ({ shop }: { shop: Shop }) => completing(shop, 0, async () => (await shop.fillCart(GOODS)).id)
  const open = async (servers: Closing) => {
    const plugin = await hosts.plugin(servers)
    return { ours: side(plugin), reference: side(await hosts.bare(servers)) }
  }
  const { rounds, ...plan } = effort.short ? IDLE_SHORT : IDLE
  const times = await callByCallAnew(open, { ...plan, pauseMs: PAUSE_MS }, { ...effort, rounds })
  const what = "the same completion in a store without the plugin"
  return [makeFigure({ bench: "complete_plugin_idle", unit: "ms", reference: what, ...p50OfPairs(times) })]
}

/** Compares a checkout without points in a store with the plugin and in a store without it. */
export const completePluginIdle: Benchmark = {
  names: ["complete_plugin_idle"],
  run: (effort) => Closing.during((closing) => idle(closing, effort)),
}

const LIMIT = 1_000_000_000

async function onTerms(closing: Closing, effort: Effort) {
  const { shop, database } = await openStore(closing, loyaltyOn, { env: { CLIENTELE_BENCH_TERMS: "true" } })
  const customer = await shop.register()
  await query(
    database,
    `with account as (insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms)
       values ($1, 'usd', $2, 'net_30') returning customer_id)
     insert into clientele_credit_member (account_id, customer_id) select customer_id, customer_id from account`,
    [customer.id, LIMIT],
  )
  const side = (provider: "terms" | "manual"): CallSide<string> => ({
    prepare: async () => {
      const { id } = await shop.fillCart({ ...GOODS, customer })
      await makePayable(shop, id, provider, customer)
      return id
    },
    call: (cartId) => complete(shop, cartId, 0, customer),
  })
  const plan = { calls: effort.short ? CALLS_SHORT : CALLS, pauseMs: PAUSE_MS }
  const times = await callByCall({ ours: side("terms"), reference: side("manual") }, plan, effort)
  const what = "the same completion, paid with pp_system_default"
  return [makeFigure({ bench: "complete_on_terms", unit: "ms", reference: what, ...p50OfPairs(times) })]
}

/** Compares completing a cart on account with completing it under manual payment, for the same customer. */
export const completeOnTerms: Benchmark = {
  names: ["complete_on_terms"],
  run: (effort) => Closing.during((closing) => onTerms(closing, effort)),
}
