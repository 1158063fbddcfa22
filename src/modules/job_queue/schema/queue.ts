import { assertSchemaCompatibility, LATEST_SCHEMA_VERSION, type PgQueryable, runMigrations } from "bullmq"
import { clienteleError } from "../../../kernel/errors"

/** PostgreSQL schema of the queue's tables, in the store's own database. */
export const QUEUE_SCHEMA = "clientele_queue"

const TRANSACTION_COMMANDS = new Set(["BEGIN", "COMMIT", "ROLLBACK"])

/**
 * Upgrades the queue's schema to BullMQ's newest version, inside the caller's transaction. BullMQ's own transaction
 * commands are skipped. Its CREATE SCHEMA is skipped if the schema exists, because PostgreSQL requires the CREATE privilege
 * on the database even then, and an administrator can have created the schema for a role without it.
 */
export async function migrateQueueSchema(connection: PgQueryable): Promise<void> {
  const { rows } = await connection.query<{ path: string; exists: boolean }>(
    "select current_setting('search_path') as path, to_regnamespace($1) is not null as exists",
    [QUEUE_SCHEMA],
  )
  const skipped = (sql: string) =>
    TRANSACTION_COMMANDS.has(sql) || (rows[0]?.exists === true && sql.startsWith("CREATE SCHEMA"))
  const inTransaction: PgQueryable = {
    query: async (sql, params) => (skipped(sql) ? { rows: [] } : connection.query(sql, params)),
  }
  await runMigrations(inTransaction, QUEUE_SCHEMA)
  await connection.query("select set_config('search_path', $1, true)", [rows[0]?.path ?? ""])
}

/**
 * Asserts with one read that the tables exist and have the version that this BullMQ needs.
 *
 * @throws `queue_not_migrated` with the fix
 */
export async function assertQueueSchema(connection: PgQueryable): Promise<void> {
  let version: number
  try {
    version = await assertSchemaCompatibility(connection, QUEUE_SCHEMA)
  } catch (error) {
    const { name } = error as Error
    if (name === "SchemaMigrationRequiredError") {
      throw clienteleError("queue_not_migrated")
    }
    throw error
  }
  if (version < LATEST_SCHEMA_VERSION) {
    throw clienteleError("queue_not_migrated")
  }
}
