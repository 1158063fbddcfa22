import http from "node:http"
import path from "node:path"
import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import loadMedusa from "@medusajs/medusa/loaders/index"
import express from "express"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { openShop, type Shop } from "../helpers/shop"
import { freePort } from "../helpers/store-server"

/** Medusa in the tests' own process, without the plugin, so that they see what its modules are called with. */
type Medusa = {
  container: MedusaContainer
  database: TestDatabase
  shop: Shop
  /** All events so far, as `[name, data]`. */
  events: [name: string, data: unknown][]
  stop: () => Promise<void>
}

/** Dollars without tax, pounds that tax is added to, euros that tax is in. */
const REGIONS = [
  { currency: "usd", country: "us" },
  { currency: "gbp", country: "gb", taxRate: 20 },
  { currency: "eur", country: "de", taxRate: 19, taxInclusive: true },
]

/** Each takes 10 % off the goods. */
const COUPONS = ["TEN", "OTHER"]

let running: Medusa | undefined

/** The one that `startMedusa` has started, for all files of the suite. */
export function medusa(): Medusa {
  if (!running) throw new Error("Medusa has not been started")
  return running
}

export async function startMedusa(): Promise<void> {
  const database = await createDatabase()
  process.env.DATABASE_URL = database.url
  const app = express()
  const { container, shutdown } = await loadMedusa({ directory: path.join(__dirname, "store"), expressApp: app })
  const port = await freePort()
  const server = http.createServer(app)
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))

  const events: Medusa["events"] = []
  container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).subscribe(
    "*",
    async ({ name, data }) => {
      events.push([name, data])
    },
    { subscriberId: "assumptions" },
  )
  const shop = await openShop({ url: `http://127.0.0.1:${port}` }, { regions: REGIONS })
  for (const code of COUPONS) {
    const method = { type: "percentage", target_type: "items", allocation: "across", value: 10 }
    const coupon = { code, type: "standard", status: "active", application_method: method }
    await shop.admin.post("/admin/promotions", coupon)
  }
  running = {
    container,
    database,
    events,
    shop,
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await shutdown()
      await database.drop()
    },
  }
}

export async function stopMedusa(): Promise<void> {
  await running?.stop()
}

/** Calls of a method of a module in the container, while `work` runs; `instead` stands in for the method. */
export async function callsOf<Args extends unknown[], Result>(
  module: object,
  method: string,
  work: () => Promise<unknown>,
  instead: (original: (...args: Args) => Promise<Result>, ...args: Args) => Promise<Result> = (original, ...args) =>
    original(...args),
): Promise<Args[]> {
  const holder = module as Record<string, (...args: Args) => Promise<Result>>
  const original = holder[method]?.bind(module)
  if (!original) throw new Error(`the module has no ${method}`)
  const calls: Args[] = []
  holder[method] = (...args) => {
    calls.push(args)
    return instead(original, ...args)
  }
  try {
    await work()
    return calls
  } finally {
    // The method is the prototype's again.
    delete holder[method]
  }
}
