import { randomUUID } from "node:crypto"
import { createDatabase, type TestDatabase } from "../helpers/database"
import type { FaultPoint, FaultRule } from "../helpers/fault-points/point"
import { type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { give, tokenOf } from "../helpers/redemption"
import { type Customer, openShop, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { type Completion, createFaults, type Faults, ordersOf } from "./completing"
import { trialBalance } from "./ledger"

// Shoppers check out in one call, each stopped at another point. Then the process is killed: once, for all of them.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let faults: Faults

/** Where they are, and by what they are known again: half of them have a key, the others only the token. */
const STOPS: { at: string; point: FaultPoint; keyed: boolean }[] = [
  { at: "before the order is inserted", point: "order:before", keyed: true },
  { at: "with the order committed, and nothing else", point: "order:after", keyed: false },
  { at: "with the order committed, and nothing else (with a key)", point: "order:after", keyed: true },
]

type Buyer = { customer: Customer; headers: Record<string, string>; body: object }
const buyers: Buyer[] = []
const buyerAt = (index: number) => buyers[index] as Buyer

async function prepareBuyer(keyed: boolean): Promise<Buyer> {
  const customer = await shop.register()
  await give(shop, customer, 1000)
  const address = { first_name: "Sam", address_1: "2 Side Street", city: "Town", country_code: "us" }
  const body = {
    email: customer.email,
    region_id: shop.regions["usd"]?.id,
    items: [{ variant_id: shop.variants.shirt, quantity: 2 }],
    shipping_address: address,
    shipping_option_id: shop.shipping.free,
    payment: { provider_id: "pp_system_default" },
    loyalty_redemption: { token: await tokenOf(database, customer.email), points: 1000 },
  }
  return { customer, body, headers: keyed ? { "idempotency-key": randomUUID() } : {} }
}

const checkOut = ({ body, headers }: Buyer) =>
  shop.guest.send<Completion>("POST", "/store/checkout/create-order", body, headers)

beforeAll(async () => {
  faults = createFaults()
  database = await createDatabase()
  store = await startStore({ databaseUrl: database.url, env: faults.env })
  shop = await openShop(store)
  loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
  for (const { keyed } of STOPS) buyers.push(await prepareBuyer(keyed))
  const rules = STOPS.map(({ point }, i): FaultRule => ({ point, key: buyerAt(i).customer.email, action: "hang" }))
  faults.arm(rules)
  const cutOff = buyers.map((buyer) => checkOut(buyer).catch(() => "cut off"))
  await faults.reached(store, rules)
  await store.kill()
  expect(await Promise.all(cutOff)).toEqual(buyers.map(() => "cut off"))
  faults.disarm()
  store = await startStore({ databaseUrl: database.url, port: store.port })
}, 300_000)

afterAll(async () => {
  faults?.disarm()
  await store?.stop()
  await database?.drop()
}, 60_000)

// Guards: the time of a turn (modules/checkout/sql/turns.ts); in ensureRedemption (workflows/checkout/redemption.ts) that a
// posted hold counts as applied: the token is spent with the order that the crash left without its cart.
it.each(STOPS.map((stop, index) => ({ ...stop, index })))(
  "R46, M11: killed $at: the same call again ends in one order with one deduction",
  async ({ index }) => {
    const buyer = buyerAt(index)
    const answer = await checkOut(buyer)
    expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    const orders = await ordersOf(database, buyer.customer.email)
    expect(orders).toMatchObject([{ id: answer.body.order?.id, linked: true, adjusted: "10.00" }])
    expect(await loyalty.account(buyer.customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    expect((await checkOut(buyer)).body.order?.id).toBe(answer.body.order?.id)
  },
)

it("M1, M2: after the retries every account's figures agree", async () => {
  expect(await trialBalance(database.url)).toEqual([])
})
