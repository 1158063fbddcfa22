import { tokenOf } from "../../integration-tests/helpers/redemption"
import { type CallSide, callByCall, type PairTimes, p50OfPairs, p95OfAll } from "../lib/call-by-call"
import { COUPON, createCoupon, GOODS, POINTS, postPoints } from "../lib/carts"
import { openMailboxes } from "../lib/codes"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { Closing, loyaltyOn, openPurse, openStore } from "../lib/stores"

const CALLS = 20
const CALLS_SHORT = 5

/** These calls take a few milliseconds and need little preparation. */
const CALLS_VERIFY = 100

/** The secret of both processes: this one makes the codes that the server accepts. */
const CODE_SECRET = "of the benchmarks, and of nothing else"

function figures(bench: string, what: string, times: PairTimes) {
  return [
    makeFigure({ bench, unit: "ms", reference: `${what}, p50`, ...p50OfPairs(times) }),
    makeFigure({ bench: `${bench}_p95`, unit: "ms", reference: `${what}, p95`, ...p95OfAll(times) }),
  ]
}

async function measureApply(closing: Closing, effort: Effort) {
  const { shop, database } = await openStore(closing)
  await createCoupon(shop)
  const purse = openPurse(closing, database)
  const ours: CallSide<{ cartId: string; token: string }> = {
    prepare: async () => {
      const email = await purse.newShopper(POINTS)
      const { id } = await shop.fillCart({ ...GOODS, email })
      return { cartId: id, token: await tokenOf(database, email) }
    },
    call: ({ cartId, token }) => postPoints(shop, cartId, token),
  }
  const reference: CallSide<string> = {
    prepare: async () => (await shop.fillCart(GOODS)).id,
    call: (cartId) => shop.guest.post(`/store/carts/${cartId}/promotions`, { promo_codes: [COUPON] }),
  }
  const times = await callByCall({ ours, reference }, { calls: effort.short ? CALLS_SHORT : CALLS }, effort)
  return figures("redemption_apply", "a coupon on the same cart", times)
}

/** Compares applying points to a cart with applying a coupon of the same worth, Medusa's nearest equivalent. */
export const redemptionApply: Benchmark = {
  names: ["redemption_apply", "redemption_apply_p95"],
  run: (effort) => Closing.during((closing) => measureApply(closing, effort)),
}

async function measureVerify(closing: Closing, effort: Effort) {
  const store = await openStore(closing, { ...loyaltyOn, codeSecret: CODE_SECRET })
  const ours = openMailboxes(closing, store, CODE_SECRET)
  const region = store.shop.regions["usd"]?.id
  const reference: CallSide<void> = {
    prepare: async () => {},
    call: () => store.shop.guest.get(`/store/regions/${region}`),
  }
  const times = await callByCall({ ours, reference }, { calls: effort.short ? CALLS_SHORT : CALLS_VERIFY }, effort)
  return figures("redemption_verify", "reading a region over the store API", times)
}

/** Compares exchanging a code for a token with one of the cheapest calls of the store API. Medusa has no equivalent. */
export const redemptionVerify: Benchmark = {
  names: ["redemption_verify", "redemption_verify_p95"],
  run: (effort) => Closing.during((closing) => measureVerify(closing, effort)),
}
