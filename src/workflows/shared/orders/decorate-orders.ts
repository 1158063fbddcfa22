import type { Database } from "../../../kernel/database"
import type { Wrappers } from "../../../kernel/decorate"
import type { Amount } from "../../../kernel/money"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../medusa/module-transaction"

/** The part of an order that participants read before it is inserted. */
export type OrderInput = {
  email?: string | null
  customer_id?: string | null
  currency_code?: string
  metadata?: Record<string, unknown> | null
  items?: { cart_id?: string; adjustments?: { code?: string | null; amount: Amount }[] }[]
}
type OrderRow = { id: string }

/** The public methods of Medusa's Order module that we decorate, and how it opens a transaction. */
export type OrderModule = {
  createOrders(data: OrderInput | OrderInput[], context?: SharedContext): Promise<OrderRow | OrderRow[]>
  deleteOrders(ids: string | string[], context?: SharedContext): Promise<void>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/** A ledger that changes together with orders (ADR 0057). */
export type OrderParticipant = {
  /** Reads only, before any transaction. @returns `null` if the orders do not concern this ledger */
  findPart(inputs: readonly OrderInput[]): Promise<OrderPart | null>
  /** Undoes the ledger's part of these orders, in the transaction that deletes them. */
  takeBack(orderIds: readonly string[], db: Database): Promise<void>
}

/** One ledger's part in one call of `createOrders`. */
export type OrderPart = {
  /** Before the transaction. @returns ids of orders that the transaction deletes @throws to refuse the orders */
  prepare?(): Promise<readonly string[]>
  /**
   * Runs in the order's transaction, after its row is inserted. Without it the ledger needs no transaction. @throws to roll
   * back
   */
  inserted?(input: OrderInput, orderId: string, db: Database): Promise<void>
  /** Runs after the transaction. Must not fail, because the order is placed. */
  committed?(): Promise<void>
  /** Runs if the orders were not created, for any reason. Must not fail. */
  refused?(error: unknown): Promise<void>
}

/**
 * Changes ledgers in the database transaction that inserts an order, and in the one that deletes it (ADR 0002), on every
 * path, because all of them call `createOrders`. Orders that concern no ledger run Medusa's method unchanged.
 *
 * @param participants in the order in which they lock their accounts: points before credit
 */
export function decorateOrders(
  orders: OrderModule,
  participants: readonly OrderParticipant[],
): Pick<Required<Wrappers<OrderModule>>, "createOrders" | "deleteOrders"> {
  const takeBack = async (
    remove: OrderModule["deleteOrders"],
    ids: readonly string[],
    context: SharedContext | undefined,
    manager: ModuleTransaction,
  ) => {
    for (const participant of participants) {
      await participant.takeBack(ids, manager.getTransactionContext())
    }
    await remove([...ids], { ...context, transactionManager: manager })
  }

  // One ledger after the other, over all orders, so that two calls never lock accounts of two ledgers in opposite order.
  const changeLedgers = async (
    parts: readonly (OrderPart | null)[],
    inputs: readonly OrderInput[],
    rows: readonly OrderRow[],
    { leftovers, db }: { leftovers: readonly string[]; db: Database },
  ) => {
    for (const [i, participant] of participants.entries()) {
      await participant.takeBack(leftovers, db)
      for (const [n, input] of inputs.entries()) {
        await parts[i]?.inserted?.(input, (rows[n] as OrderRow).id, db)
      }
    }
  }

  return {
    createOrders:
      (create, { deleteOrders: remove }) =>
      async (data, context) => {
        const inputs = Array.isArray(data) ? data : [data]
        const found = await Promise.all(participants.map((participant) => participant.findPart(inputs)))
        const parts = found.filter((part) => part !== null)
        if (parts.length === 0) {
          return create(data, context)
        }
        return notifyingOfRefusals(parts, async () => {
          const leftovers = await prepareAll(parts)
          if (!parts.some(({ inserted }) => inserted)) {
            return create(data, context)
          }
          const created = await inModuleTransaction(orders, context, async (manager) => {
            const transaction = { ...context, transactionManager: manager }
            const rows = await insertEach(create, inputs, transaction)
            await changeLedgers(found, inputs, rows, { leftovers, db: manager.getTransactionContext() })
            if (leftovers.length > 0) {
              await remove(leftovers, transaction)
            }
            return Array.isArray(data) ? rows : (rows[0] as OrderRow)
          })
          for (const part of parts) {
            await part.committed?.()
          }
          return created
        })
      },

    // The compensation of a payment that is declined after the order was inserted: the order is deleted, and its points
    // return.
    deleteOrders: (remove) => async (ids, context) =>
      inModuleTransaction(orders, context, (manager) => takeBack(remove, [ids].flat(), context, manager)),
  }
}

async function notifyingOfRefusals<T>(parts: readonly OrderPart[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (const part of parts) {
      await part.refused?.(error)
    }
    throw error
  }
}

async function prepareAll(parts: readonly OrderPart[]): Promise<string[]> {
  const leftovers = new Set<string>()
  for (const part of parts) {
    for (const id of (await part.prepare?.()) ?? []) {
      leftovers.add(id)
    }
  }
  return [...leftovers]
}

/** One by one, because for several orders Medusa answers in the order of ids, which does not match the input. */
async function insertEach(
  create: OrderModule["createOrders"],
  inputs: readonly OrderInput[],
  context: SharedContext,
): Promise<OrderRow[]> {
  const rows: OrderRow[] = []
  for (const input of inputs) {
    const [row] = [await create([input], context)].flat() as [OrderRow]
    rows.push(row)
  }
  return rows
}

/** The cart of an order; none for a draft order by an admin user. */
export const cartOf = (input: OrderInput): string | undefined => input.items?.find(({ cart_id }) => cart_id)?.cart_id
