import fs from "node:fs"
import path from "node:path"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Client } from "pg"
import { POINTS_MODULE } from "../modules/points"
import { EXIT } from "./output"
import { databaseProblem, NOT_MIGRATED, Problem } from "./problems"

/** Time limit for the database's first answer. */
const CONNECT_MS = 5000

type ProjectConfig = {
  workerMode?: string
  databaseUrl?: string
  databaseSchema?: string
  databaseDriverOptions?: { ssl?: object | boolean; connection?: { ssl?: object | boolean } }
}
type Booted = { container: MedusaContainer; shutdown: () => Promise<void> }
type Medusa = {
  boot: (options: { directory: string; skipLoadingEntryPoints: true; expressApp: object }) => Promise<Booted>
  projectConfig: ProjectConfig
}

/**
 * Boots the store in a folder without its HTTP server, workers and scheduled jobs, as `medusa exec` does, runs `work`, and
 * closes every connection.
 *
 * @throws Problem where there is no store, no database or no tables
 */
export async function withStore<T>(directory: string, work: (container: MedusaContainer) => Promise<T>): Promise<T> {
  const medusa = await findMedusa(directory)
  await expectTables(medusa.projectConfig)
  const store = await medusa.boot({ directory, skipLoadingEntryPoints: true, expressApp: {} })
  try {
    if (!store.container.hasRegistration(POINTS_MODULE)) {
      throw new Problem(
        "This store does not load the plugin. Add medusa-plugin-clientele to `plugins` in medusa-config.",
      )
    }
    return await work(store.container)
  } finally {
    await store.shutdown()
  }
}

/** The store's own Medusa, because a linked plugin can have another copy. */
async function findMedusa(directory: string): Promise<Medusa> {
  const hasConfig = ["ts", "js", "mjs"].some((end) => fs.existsSync(path.join(directory, `medusa-config.${end}`)))
  if (!hasConfig) {
    throw new Problem("There is no medusa-config here. Run the command in your store's folder.", EXIT.wrong_usage)
  }
  process.env["MEDUSA_WORKER_MODE"] = "server"
  process.env["MEDUSA_DISABLE_TELEMETRY"] = "true"
  let loaders: { default: Medusa["boot"] }
  let utils: { getConfigFile: (directory: string, name: string) => Promise<{ configModule: unknown; error: unknown }> }
  try {
    loaders = require(require.resolve("@medusajs/medusa/loaders/index", { paths: [directory] }))
    utils = require(require.resolve("@medusajs/framework/utils", { paths: [directory] }))
  } catch (error) {
    throw new Problem(`Medusa is not installed here. Run \`npm install\`. (${firstLine(error)})`)
  }
  const { configModule, error } = await utils.getConfigFile(directory, "medusa-config")
  const projectConfig = (configModule as { projectConfig?: ProjectConfig } | null)?.projectConfig
  if (error || !projectConfig) {
    throw new Problem(`medusa-config cannot be read: ${error ? firstLine(error) : "it has no projectConfig"}`)
  }
  // Overrides the store's configured mode, because a command must not process the queue.
  projectConfig.workerMode = "server"
  return { boot: loaders.default, projectConfig }
}

/** Medusa itself would retry for minutes, and then end the process. */
async function expectTables(config: ProjectConfig): Promise<void> {
  if (!config.databaseUrl) {
    throw new Problem("medusa-config has no database URL. Set DATABASE_URL in the environment or in .env.")
  }
  const driver = config.databaseDriverOptions
  const client = new Client({
    connectionString: config.databaseUrl.replace(/([?&])ssl_mode=[^&]*&?/i, "$1"),
    ssl: driver?.ssl ?? driver?.connection?.ssl ?? false,
    connectionTimeoutMillis: CONNECT_MS,
  })
  try {
    await client.connect()
    const table = `"${config.databaseSchema ?? "public"}".clientele_points_account`
    const { rows } = await client.query("select to_regclass($1) is not null as present", [table])
    if (!rows[0]?.present) {
      throw new Problem(NOT_MIGRATED)
    }
  } catch (error) {
    throw databaseProblem(error) ?? (error instanceof Problem ? error : connectProblem(error))
  } finally {
    await client.end().catch(() => undefined)
  }
}

function connectProblem(error: unknown): Problem {
  return new Problem(`The database cannot be used: ${firstLine(error)}. Correct DATABASE_URL.`)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? ""
}
