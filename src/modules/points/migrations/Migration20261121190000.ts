import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The batch always goes through the indexes. PL/pgSQL keeps the plans of a connection's first calls: made while the
 * ledger was small, they read whole tables, and a batch took three times as long after 100,000 awards as before them,
 * until the next autovacuum had that connection plan anew.
 */
export class Migration20261121190000 extends Migration {
  override async up(): Promise<void> {
    for (const setting of ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"]) {
      this.addSql(`do $$ begin execute format('alter function %s set ${setting} = off',
        'clientele_points_settle_batch'::regproc::regprocedure); end $$;`)
    }
  }
}
