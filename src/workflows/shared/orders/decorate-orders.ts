import type { Database } from "../../../kernel/database"
import type { Wrappers } from "../../../kernel/decorate"
import type { Amount } from "../../../kernel/money"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../medusa/module-transaction"

/** What the participants read of an order that is about to be inserted. */
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
  /** Reads only, before any transaction. @returns `null` where the orders have nothing of this ledger */
  findPart(inputs: readonly OrderInput[]): Promise<OrderPart | null>
  /** Undoes what the ledger has of these orders, in the transaction that deletes them. */
  takeBack(orderIds: readonly string[], db: Database): Promise<void>
}

/** One ledger's part in one call of `createOrders`. */
export type OrderPart = {
  /** Before the transaction. @returns ids of orders that the transaction deletes @throws to refuse the orders */
  prepare?(): Promise<readonly string[]>
  /** In the order's transaction, once its row is there. Without it the ledger needs no transaction. @throws to roll back */
  inserted?(input: OrderInput, orderId: string, db: Database): Promise<void>
  /** After the transaction. Must not fail: the order is made. */
  committed?(): Promise<void>
  /** Runs if the orders were not created, for any reason. Must not fail. */
  refused?(error: unknown): Promise<void>
}

/**
 * Changes ledgers in the database transaction that inserts an order, and in the one that deletes it (ADR 0002), on every path,
 * as all of them call `createOrders`. Orders in which no ledger has a part take the untouched method.
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

  // One ledger after the other, over all orders: two calls never lock the accounts of two ledgers in opposite order.
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

    // How a payment that is declined after the order was made is compensated: the order is deleted, its points come back.
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

/** One by one: for several, Medusa answers in the order of ids, which says nothing about which is whose. */
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

/** The cart that an order is made of; none for an order that an admin user drafts. */
export const cartOf = (input: OrderInput): string | undefined => input.items?.find(({ cart_id }) => cart_id)?.cart_id
