import { createDatabase } from "../../helpers/database"
import { openShop } from "../../helpers/shop"
import { startStore } from "../../helpers/store-server"
import { captures, type TermsShop } from "./captures"

const REGIONS = [
  { currency: "usd", country: "us" },
  { currency: "jpy", country: "jp" },
  { currency: "kwd", country: "kw" },
]

let open: TermsShop | undefined
beforeAll(async () => {
  const database = await createDatabase()
  const store = await startStore({ databaseUrl: database.url })
  open = { database, store, shop: await openShop(store, { regions: REGIONS }) }
}, 180_000)
afterAll(async () => {
  await open?.store.stop()
  await open?.database.drop()
}, 90_000)

describe("R24b: captures", () =>
  captures(() => {
    if (!open) throw new Error("the store did not start")
    return open
  }))
