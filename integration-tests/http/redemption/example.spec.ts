import fs from "node:fs"
import path from "node:path"
import Medusa from "@medusajs/js-sdk"
import { redemption } from "../../../examples/redemption"
import { withClientele } from "../../../src/client"
import type { TestDatabase } from "../../helpers/database"
import { loyaltyOf } from "../../helpers/loyalty"
import { give } from "../../helpers/redemption"
import { openShop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { type Store, startStore } from "../../helpers/store-server"
import { mailboxOf } from "../codes/shoppers"

const GOLDEN = path.join(__dirname, "../../../examples/redemption.out")

let database: TestDatabase
let store: Store

beforeAll(async () => {
  database = await createShopDatabase()
  store = await startStore({ databaseUrl: database.url })
}, 120_000)
afterAll(async () => {
  await store?.stop()
  await database?.drop()
})

it("R42, R43, R44, R45: the storefront of examples/redemption.ts prints what is committed", async () => {
  const shop = await openShop(store)
  await loyaltyOf(shop.admin).set("loyalty_points_enabled", true)
  const customer = await shop.register()
  await give(shop, customer, 2500)
  const mailbox = await mailboxOf(store.url)
  const lines: string[] = []
  const shopper = { email: customer.email, country: "us", product: "shirt", quantity: 2 }
  await redemption(
    withClientele(new Medusa({ baseUrl: store.url, publishableKey: shop.publishableKey })),
    { ...shopper, readCode: () => mailbox.code(customer.email) },
    (line) => lines.push(line),
  )
  const told = `${lines.join("\n")}\n`
  if (process.env.UPDATE_EXAMPLES === "1") {
    fs.writeFileSync(GOLDEN, told)
  }
  expect(told).toBe(fs.readFileSync(GOLDEN, "utf8"))
  expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_balance: 2300, points_held: 0 })
})
