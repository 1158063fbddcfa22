import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import type { PgQueryable } from "bullmq"
import { migrateQueueSchema, QUEUE_SCHEMA } from "../schema/queue"

type KnexTransaction = { client: { acquireConnection(): Promise<PgQueryable> } }

/**
 * BullMQ's own tables, in the migration's transaction. A BullMQ that needs a newer schema needs another class like this
 * one (a test compares the versions), as Medusa runs each class once.
 */
export class Migration20261121090000 extends Migration {
  /** BullMQ's LATEST_SCHEMA_VERSION at the time of this migration. */
  static readonly schemaVersion = 11

  override async up(): Promise<void> {
    // Not through `execute`: it would read the question marks in BullMQ's statements as parameters.
    const transaction = this.ctx as unknown as KnexTransaction
    await migrateQueueSchema(await transaction.client.acquireConnection())
  }

  override async down(): Promise<void> {
    this.addSql(`drop schema if exists ${QUEUE_SCHEMA} cascade;`)
  }
}
