import type { Context } from "@medusajs/framework/types"
import type { Database } from "../../../kernel/database"

/** A transaction of one of Medusa's modules (MikroORM's EntityManager inside one). */
export type ModuleTransaction = { getTransactionContext(): Database; flush(): Promise<void> }

/** The context that Medusa's services pass on to each other. */
export type SharedContext = Context & {
  transactionManager?: ModuleTransaction
  manager?: unknown
  isolationLevel?: string
}

type Repository = { transaction<T>(work: (manager: ModuleTransaction) => Promise<T>, options: object): Promise<T> }

/**
 * Runs work in the open transaction of a decorated method's caller, or in a new one of that module (ADR 0002). Calls with
 * `{...context, transactionManager: manager}` become part of it.
 */
export function inModuleTransaction<T>(
  module: { baseRepository_: Repository },
  context: SharedContext | undefined,
  work: (manager: ModuleTransaction) => Promise<T>,
): Promise<T> {
  if (context?.transactionManager) {
    return work(context.transactionManager)
  }
  return module.baseRepository_.transaction(work, {
    transaction: context?.manager,
    isolationLevel: context?.isolationLevel,
  })
}
