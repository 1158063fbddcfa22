import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

type Knex = { client: { pool: { acquireTimeoutMillis: number } } }

/** `shorten-pool-wait <ms>`: how long a statement waits for a connection. Medusa leaves it at knex's minute, and has no setting. */
export default async function shortenPoolWait({ container, args: [ms = ""] }: ExecArgs) {
  const { client } = container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
  const before = client.pool.acquireTimeoutMillis
  client.pool.acquireTimeoutMillis = Number(ms)
  return { before }
}
