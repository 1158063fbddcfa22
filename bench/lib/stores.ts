import knex from "knex"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { enterShop, openShop, type Shop } from "../../integration-tests/helpers/shop"
import type { ShopParts } from "../../integration-tests/helpers/shop-setup"
import { type Store, type StoreOptions, startStore } from "../../integration-tests/helpers/store-server"
import { type HostProject, installHostProject } from "../../integration-tests/packed/host-project"
import { PointsModuleService } from "../../src/modules/points"

export const loyaltyOn = { loyalty: { settings: { loyalty_points_enabled: true } } }

/** Settings of a store in production. The extras of the tests would slow down the plugin's side. */
const AS_IN_PRODUCTION = {
  NODE_ENV: "production",
  NODE_OPTIONS: "",
  CLIENTELE_TEST_PAYMENT: undefined,
}

/** A running store in which shoppers can order. */
export type OpenStore = { shop: Shop; database: TestDatabase; pid: number }

/** Closes resources after the run, in reverse order, also after an error. */
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

/** Opens a seeded shop in a store with the plugin. */
export async function openStore(
  closing: Closing,
  options: Record<string, unknown> = loyaltyOn,
  more: Partial<StoreOptions> = {},
): Promise<OpenStore> {
  const database = await createDatabase()
  closing.add(database.drop)
  const store = await boot(closing, { databaseUrl: database.url, options, ...more })
  return { shop: await openShop(store), database, pid: store.pid }
}

/** Changes the second database before its server starts. */
type Change = (database: TestDatabase) => Promise<void>

/** Makes two databases of the same seeded shop. Each gets its own server. */
async function seedTwinDatabases(closing: Closing, change: Change) {
  const first = await createDatabase()
  closing.add(first.drop)
  const options = { databaseUrl: first.url, options: loyaltyOn }
  const parts: ShopParts = await Closing.during(async (seeding) => openShop(await boot(seeding, options)))
  // The copy has no statistics that trigger autovacuum. Without this, autovacuum would work only in the first database during the
  // first minutes.
  await query(first, "vacuum analyze")
  const second = await createDatabase({ template: first.name })
  closing.add(second.drop)
  await change(second)
  const enter = async (servers: Closing, database: TestDatabase, more: Partial<StoreOptions> = {}) => {
    const store = await boot(servers, { ...options, databaseUrl: database.url, ...more })
    return { shop: await enterShop(store, parts), database, pid: store.pid }
  }
  return { first, second, enter }
}

/** Opens two stores whose databases are copies of one. @param options differences of each store, besides the programme */
export async function openTwins(
  closing: Closing,
  change: Change,
  options: [Record<string, unknown>, Record<string, unknown>] = [{}, {}],
): Promise<[OpenStore, OpenStore]> {
  const { first, second, enter } = await seedTwinDatabases(closing, change)
  const having = (more: Record<string, unknown>) => ({ options: { ...loyaltyOn, ...more } })
  return [await enter(closing, first, having(options[0])), await enter(closing, second, having(options[1]))]
}

/** Boots a server. It can boot another one after the first is closed. */
export type BootHost = (servers: Closing) => Promise<OpenStore>

/**
 * Seeds one host project with the packed plugin and one without, as shops have it, on two copies of one database. From its sources
 * the plugin would load the compiler, whose memory the garbage collector visits in every call.
 */
export async function seedHosts(closing: Closing, plugin: string): Promise<{ plugin: BootHost; bare: BootHost }> {
  const { first, second, enter } = await seedTwinDatabases(closing, async () => {})
  const host = await installHostProject()
  closing.add(async () => host.remove())
  const at = (database: TestDatabase, ...plugins: Parameters<HostProject["usePlugins"]>): BootHost => {
    return (servers) => {
      host.usePlugins(...plugins)
      return enter(servers, database, { cwd: host.dir, cli: host.cli })
    }
  }
  const options = { ...loyaltyOn, codeSecret: "a secret of 32 characters for benchmarks" }
  return { plugin: at(first, { resolve: plugin, options }), bare: at(second) }
}

let shoppers = 0

/** Makes mailboxes with points that can be spent at once, through the points module's service. */
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
      // The points come from no order, because the sweep takes back points of orders that do not exist.
      await points.adjust({ mailbox, points: given, stated_reason: "benchmark", actor_id: "bench" })
      return mailbox
    },
  }
}
