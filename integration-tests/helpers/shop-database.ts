import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { adminApi } from "./api"
import { createDatabase, type TestDatabase } from "./database"
import { databaseUrl, withServer } from "./database-server"
import { DEFAULT_REGIONS, keepShopParts, setUpShop } from "./shop-setup"
import { startStore } from "./store-server"
import { exists, withMigratedTemplate } from "./template-database"

const setup = createHash("sha256").update(fs.readFileSync(path.join(__dirname, "shop-setup.ts")))
const SUFFIX = `_shop_${setup.digest("hex").slice(0, 8)}`

async function makeShopTemplate(migrated: string, name: string): Promise<void> {
  const unfinished = `${name}_unfinished`
  await withServer(async (server) => {
    const { rows } = await server.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [`${migrated}_shop_`],
    )
    for (const { datname } of rows) await server.query(`drop database ${datname} with (force)`)
    await server.query(`create database ${unfinished} template ${migrated} strategy file_copy`)
  })
  const store = await startStore({ databaseUrl: databaseUrl(unfinished), workerMode: "server" })
  try {
    const admin = await adminApi(store.url)
    await keepShopParts(admin, await setUpShop(admin, DEFAULT_REGIONS))
  } finally {
    await store.stop()
  }
  await withServer((server) => server.query(`alter database ${unfinished} rename to ${name}`))
}

/**
 * Creates a database with the usual shop, which `openShop` finds there. The shop is seeded once for all test files, because
 * seeding takes some 2 s.
 */
export async function createShopDatabase(): Promise<TestDatabase> {
  return withMigratedTemplate(async (migrated) => {
    const name = migrated + SUFFIX
    if (!(await exists(name))) await makeShopTemplate(migrated, name)
    return createDatabase({ template: name })
  })
}
