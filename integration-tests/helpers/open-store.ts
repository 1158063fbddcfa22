import { isDeepStrictEqual } from "node:util"
import type { TestDatabase } from "./database"
import { type Loyalty, loyaltyOf } from "./loyalty"
import { openShop, type Shop } from "./shop"
import { createShopDatabase } from "./shop-database"
import { type Store, type StoreOptions, startStore } from "./store-server"

/** A store that is up, with the usual shop and all that tests do in it. */
export type OpenStore = {
  database: TestDatabase
  store: Store
  shop: Shop
  loyalty: Loyalty
  /** Sets the programme as one part of a spec wants it: these settings, all others as they were when the store started. */
  begin: (settings: Settings) => Promise<void>
}

type Settings = Record<string, unknown>

function beginning(shop: Shop, loyalty: Loyalty): OpenStore["begin"] {
  const read = async () => (await shop.admin.get<{ settings: Settings }>("/admin/loyalty/settings")).settings
  let first: Settings | undefined
  return async (settings) => {
    const now = await read()
    first ??= now
    for (const [key, value] of Object.entries({ ...first, ...settings })) {
      if (!isDeepStrictEqual(now[key], value)) await loyalty.set(key, value)
    }
  }
}

/**
 * One store for all tests of a spec, and for the files that it is made of: a boot costs as much as a dozen tests do. Whoever
 * shares one makes customers, orders and products of their own, and counts only those.
 *
 * @returns the store, once the tests run
 */
export function useStore(options: Omit<StoreOptions, "databaseUrl"> = {}): () => OpenStore {
  let database: TestDatabase | undefined
  let store: Store | undefined
  let opened: OpenStore | undefined
  beforeAll(async () => {
    database = await createShopDatabase()
    store = await startStore({ databaseUrl: database.url, ...options })
    const shop = await openShop(store)
    const loyalty = loyaltyOf(shop.admin)
    opened = { database, store, shop, loyalty, begin: beginning(shop, loyalty) }
  }, 180_000)
  afterAll(async () => {
    await store?.stop()
    await database?.drop()
  }, 60_000)
  return () => {
    if (!opened) throw new Error("the store did not start")
    return opened
  }
}
