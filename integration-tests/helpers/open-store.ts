import { isDeepStrictEqual } from "node:util"
import { createDatabase, type TestDatabase } from "./database"
import { type Loyalty, loyaltyOf } from "./loyalty"
import { openShop, type Shop } from "./shop"
import { createShopDatabase } from "./shop-database"
import type { RegionPlan } from "./shop-setup"
import { type Store, type StoreOptions, startStore } from "./store-server"

/** A running store with the usual shop and the tests' helpers. */
export type OpenStore = {
  database: TestDatabase
  store: Store
  shop: Shop
  loyalty: Loyalty
  /** Sets the programme for one part of a spec: these settings, and all others as at the store's start. */
  begin: (settings: Settings) => Promise<void>
}

type Settings = Record<string, unknown>
type UseStoreOptions = Omit<StoreOptions, "databaseUrl"> & { regions?: RegionPlan[]; copies?: boolean }

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
 * One store for all tests of a spec and its parts, because a boot costs as much as a dozen tests. Tests that share a store
 * create their own customers, orders and products, and count only those.
 *
 * @param options `regions`: other ones than the usual shop's; `copies`: see `openShop`
 * @returns the store, available while tests run
 */
export function useStore({ regions, copies, ...options }: UseStoreOptions = {}): () => OpenStore {
  let database: TestDatabase | undefined
  let store: Store | undefined
  let opened: OpenStore | undefined
  beforeAll(async () => {
    database = regions ? await createDatabase() : await createShopDatabase()
    store = await startStore({ databaseUrl: database.url, ...options })
    const shop = await openShop(store, { regions, copies })
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
