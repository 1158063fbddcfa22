import knex, { type Knex } from "knex"
import ApiKeyModuleService from "../../../src/modules/api_key/service"
import type { CountedCall } from "../../../src/modules/api_key/types"
import { createDatabase, type TestDatabase } from "../../helpers/database"

/** Two instances of the module on one database, each with a pool of its own, without a Medusa server around them. */
export type KeyStore = {
  services: [ApiKeyModuleService, ApiKeyModuleService]
  database: TestDatabase
  warnings: string[]
  close: () => Promise<void>
}

export async function openKeyStore(options: Record<string, unknown> = {}): Promise<KeyStore> {
  const database = await createDatabase()
  const warnings: string[] = []
  const logger = { warn: (message: string) => void warnings.push(message) }
  const pools: Knex[] = []
  const open = () => {
    const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
    pools.push(pool)
    return new ApiKeyModuleService({ __pg_connection__: pool, logger }, options)
  }
  const services: KeyStore["services"] = [open(), open()]
  return {
    services,
    database,
    warnings,
    close: async () => {
      for (const service of services) await service.__hooks.onApplicationShutdown()
      await Promise.all(pools.map((pool) => pool.destroy()))
      await database.drop()
    },
  }
}

let keys = 0
/** A key that no other test calls with. */
export const newKey = () => `apk_${++keys}`

export const callWith = (key_id: string, mode: "live" | "test" = "live") => ({
  key_id,
  mode,
  method: "GET",
  path: "/admin/customer-profiles",
})

/** Calls at once, from both instances in turn. */
export async function callAtOnce(store: KeyStore, key: string, times: number): Promise<(CountedCall | null)[]> {
  return Promise.all(
    Array.from({ length: times }, (_, n) => store.services[n % 2 === 0 ? 0 : 1].countCall(callWith(key))),
  )
}

export const allowedOf = (calls: (CountedCall | null)[]) => calls.filter((call) => call?.allowed).length

/** What is left of the minute and the day. */
export const leftOf = (call: CountedCall | null) => call?.windows.map(({ left }) => left)
