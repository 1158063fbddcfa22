import path from "node:path"
import knex from "knex"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { projectDir } from "../../integration-tests/helpers/server-process"
import { enterShop, openShop, type Shop } from "../../integration-tests/helpers/shop"
import type { ShopParts } from "../../integration-tests/helpers/shop-setup"
import { type Store, type StoreOptions, startStore } from "../../integration-tests/helpers/store-server"
import { PointsModuleService } from "../../src/modules/points"

const BARE_STORE = path.join(projectDir, "integration-tests/faults/bare-store")

export const loyaltyOn = { loyalty: { settings: { loyalty_points_enabled: true } } }

/** As a shop runs it, and without what the tests add to a store: it would count against us. */
const AS_IN_PRODUCTION = { NODE_ENV: "production", NODE_OPTIONS: "", CLIENTELE_TEST_PAYMENT: undefined }

/** A running store that shoppers can order in. */
export type OpenStore = { shop: Shop; database: TestDatabase }

/** What is to be closed at the end, last opened first, whatever went wrong. */
export class Closing {
  static async during<T>(work: (closing: Closing) => Promise<T>): Promise<T> {
    const closing = new Closing()
    try {
      return await work(closing)
    } finally {
      await closing.close()
    }
  }

  readonly #closers: (() => Promise<unknown>)[] = []

  add(close: () => Promise<unknown>): void {
    this.#closers.push(close)
  }

  async close(): Promise<void> {
    const problems: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error) => problems.push(error))
    }
    if (problems.length > 0) throw problems[0]
  }
}

async function boot(closing: Closing, options: StoreOptions): Promise<Store> {
  const store = await startStore({ ...options, env: { ...AS_IN_PRODUCTION, ...options.env } })
  closing.add(store.stop)
  return store
}

/** A seeded shop in a store with the plugin. */
export async function openStore(closing: Closing, options: Record<string, unknown> = loyaltyOn): Promise<OpenStore> {
  const database = await createDatabase()
  closing.add(database.drop)
  const store = await boot(closing, { databaseUrl: database.url, options })
  return { shop: await openShop(store), database }
}

/** How the second of two stores differs from the first. */
type TwinOptions = {
  /** What is done to its database before its server starts. */
  change?: (database: TestDatabase) => Promise<void>
  /** A store without the plugin; its tables are there and nobody reads them. */
  bare?: boolean
}

/** Boots both servers; can be done again when they are closed. */
export type BootTwins = (closing: Closing) => Promise<[OpenStore, OpenStore]>

/** Two stores side by side whose databases were one: the same shop, to be entered through a server each. */
export async function seedTwins(
  closing: Closing,
  { change = async () => {}, bare = false }: TwinOptions,
): Promise<BootTwins> {
  const first = await createDatabase()
  closing.add(first.drop)
  const options = { databaseUrl: first.url, options: loyaltyOn }
  const parts: ShopParts = await Closing.during(async (seeding) => openShop(await boot(seeding, options)))
  // The copy has no statistics that would send autovacuum there: without this, only the first is busy with it in the first minutes.
  await query(first, "vacuum analyze")
  const second = await createDatabase({ template: first.name })
  closing.add(second.drop)
  await change(second)
  const another = { ...options, databaseUrl: second.url, ...(bare ? { cwd: BARE_STORE } : {}) }
  return async (servers) => [
    { shop: await enterShop(await boot(servers, options), parts), database: first },
    { shop: await enterShop(await boot(servers, another), parts), database: second },
  ]
}

/** Two such stores, open until the end. */
export async function openTwins(closing: Closing, options: TwinOptions): Promise<[OpenStore, OpenStore]> {
  const bootTwins = await seedTwins(closing, options)
  return bootTwins(closing)
}

let shoppers = 0

/** Makes mailboxes with points that can be spent at once, through the ledger's own front door. */
export function openPurse(
  closing: Closing,
  database: TestDatabase,
): { newShopper: (points: number) => Promise<string> } {
  const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
  closing.add(() => pool.destroy())
  const points = new PointsModuleService({ __pg_connection__: pool })
  return {
    newShopper: async (given) => {
      shoppers += 1
      const mailbox = `purse-${process.pid}-${shoppers}@example.com`
      // Not for an order: the sweep takes back what one has earned that does not exist.
      await points.adjust({ mailbox, points: given, stated_reason: "benchmark", actor_id: "bench" })
      return mailbox
    },
  }
}
