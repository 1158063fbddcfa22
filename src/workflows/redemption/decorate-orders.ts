import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, decorateCartTotals } from "@medusajs/framework/utils"
import type { Database } from "../../kernel/database"
import type { Wrappers } from "../../kernel/decorate"
import { clienteleError } from "../../kernel/errors"
import type { Amount } from "../../kernel/money"
import {
  canonicalMailbox,
  entryId,
  type Hold,
  POINTS_MODULE,
  type PointsModuleService,
  pointsNeeded,
} from "../../modules/points"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"
import { carriedUnits } from "../shared/redemption/carried-points"
import { checkOrderPayment } from "../shared/redemption/check-payment"
import { isHoldCode } from "../shared/redemption/hold-code"
import { findOrphansInTheWay, tidyUp } from "../shared/redemption/orphan-orders"
import { consumeToken, restoreToken } from "../shared/redemption/verify-shopper"
import { announceRedeemed, type Deduction } from "./announce-redeemed"
import { notingRefusals } from "./note-refusals"

type Adjustment = { code?: string | null; amount: Amount }
type OrderInput = {
  email?: string | null
  currency_code?: string
  items?: { cart_id?: string; adjustments?: Adjustment[] }[]
}
type OrderRow = { id: string }

/** The public methods of Medusa's Order module that we decorate, and how it opens a transaction. */
type OrderModule = {
  createOrders(data: OrderInput | OrderInput[], context?: SharedContext): Promise<OrderRow | OrderRow[]>
  deleteOrders(ids: string | string[], context?: SharedContext): Promise<void>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * Makes points leave the ledger in the database transaction that inserts their order (CONTRACT R45, DESIGN D2), on every
 * path, as all of them call `createOrders`. An order whose cart never had points takes the untouched method.
 */
export function deductWithOrders(orders: OrderModule, container: MedusaContainer): Wrappers<OrderModule> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)

  // An order goes with its deduction undone.
  const takeBack = async (
    remove: OrderModule["deleteOrders"],
    ids: string[],
    context: SharedContext | undefined,
    manager: ModuleTransaction,
  ) => {
    const db = manager.getTransactionContext()
    for (const id of ids) {
      const undone = await points.unpostHold(id, db)
      const [hold] = undone ? await points.listHolds([undone.hold_id], db) : []
      await restoreToken(container, hold?.proof_id ?? null, id, db)
    }
    await remove(ids, { ...context, transactionManager: manager })
  }

  return {
    createOrders:
      (create, { deleteOrders: remove }) =>
      async (data, context) => {
        const inputs = Array.isArray(data) ? data : [data]
        const codes = inputs.flatMap(holdCodes)
        const holds = await holdsOfCarts(container, inputs)
        if (codes.length === 0 && holds.length === 0) {
          return create(data, context)
        }
        return notingRefusals(container, [...new Set([...codes, ...holds.map(({ id }) => id)])], async () => {
          await checkPayments(container, inputs, holds)
          if (codes.length === 0) {
            return create(data, context)
          }
          const orphans = await findOrphansInTheWay(container, codes)
          const deductions: Deduction[] = []
          const created = await inModuleTransaction(orders, context, async (manager) => {
            if (orphans.length > 0) {
              const left = orphans.map(({ order_id }) => order_id)
              await takeBack(remove, left, context, manager)
            }
            const rows = await insertEach(
              create,
              inputs,
              { ...context, transactionManager: manager },
              async (input, row) => {
                deductions.push(...(await postHolds(container, input, row.id, manager.getTransactionContext())))
              },
            )
            return Array.isArray(data) ? rows : (rows[0] as OrderRow)
          })
          for (const orphan of orphans) {
            await tidyUp(container, orphan)
          }
          announceRedeemed(container, deductions)
          return created
        })
      },

    // How a payment that is declined after the order was made is compensated: the order is deleted, its points come back.
    deleteOrders: (remove) => async (ids, context) =>
      inModuleTransaction(orders, context, (manager) => takeBack(remove, [ids].flat(), context, manager)),
  }
}

/** One by one: for several, Medusa answers in the order of ids, which says nothing about which is whose. */
async function insertEach(
  create: OrderModule["createOrders"],
  inputs: readonly OrderInput[],
  context: SharedContext,
  inserted: (input: OrderInput, row: OrderRow) => Promise<void>,
): Promise<OrderRow[]> {
  const rows: OrderRow[] = []
  for (const input of inputs) {
    const [row] = [await create([input], context)].flat() as [OrderRow]
    await inserted(input, row)
    rows.push(row)
  }
  return rows
}

function holdCodes(input: OrderInput): string[] {
  const codes = (input.items ?? []).flatMap((item) => (item.adjustments ?? []).map(({ code }) => code))
  return [...new Set(codes.filter(isHoldCode))].sort()
}

const cartOf = (input: OrderInput) => input.items?.find(({ cart_id }) => cart_id)?.cart_id

/** The last hold of each cart that has or had points. Never fails: without them nothing is compared, but orders are made. */
async function holdsOfCarts(container: MedusaContainer, inputs: readonly OrderInput[]): Promise<Hold[]> {
  const cartIds = inputs.flatMap((input) => cartOf(input) ?? [])
  try {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    return cartIds.length === 0 ? [] : await points.listHoldsOfCarts(cartIds)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`clientele: the payment of ${cartIds.join(", ")} was not compared with its total: ${error}`)
    return []
  }
}

/** What is paid has to be what the order costs, where points may have changed the price (ADR 0025). */
async function checkPayments(
  container: MedusaContainer,
  inputs: readonly OrderInput[],
  holds: readonly Hold[],
): Promise<void> {
  for (const input of inputs) {
    const hold = holds.find(({ cart_id }) => cart_id === cartOf(input))
    if (hold) {
      // As the Order module itself works out what an order costs.
      const { total } = decorateCartTotals({ ...input } as Parameters<typeof decorateCartTotals>[0])
      await checkOrderPayment(container, hold.cart_id, { total, currency_code: input.currency_code ?? "" })
    }
  }
}

/** Deducts what the order carries of each hold: never more than was reserved, from the mailbox that the order is for. */
async function postHolds(
  container: MedusaContainer,
  input: OrderInput,
  orderId: string,
  db: Database,
): Promise<Deduction[]> {
  const deductions: Deduction[] = []
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const codes = holdCodes(input)
  const holds = await points.listHolds(codes, db)
  if (holds.length !== codes.length) {
    throw clienteleError("cart_changed")
  }
  for (const hold of holds) {
    if (hold.mailbox !== canonicalMailbox(input.email) || hold.currency_code !== input.currency_code?.toLowerCase()) {
      throw clienteleError("cart_changed")
    }
    const used = pointsNeeded(carriedUnits(hold, input), hold)
    if (used > hold.points) {
      // It came back smaller from an order that was taken back: the cart shows a discount that it does not cover.
      throw clienteleError("cart_changed")
    }
    if (used > 0) {
      const { account_id, version, balance_after } = await points.postHold(hold.id, orderId, used, db)
      const entry_id = entryId(account_id, version)
      deductions.push({ order_id: orderId, account_id, entry_id, points: -used, balance_after })
      await consumeToken(container, hold.proof_id, orderId, db)
    }
  }
  return deductions
}
