import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { testCustomerIndex } from "../schema/tables"

/** Finds test customers (contract R61). */
export class Migration20261130210001 extends Migration {
  override async up(): Promise<void> {
    for (const statement of testCustomerIndex) {
      this.addSql(statement)
    }
  }
}
