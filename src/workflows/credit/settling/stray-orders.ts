import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { hasCode } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditHold, type CreditModuleService } from "../../../modules/credit"
import {
  type Hindrance,
  hindranceOfCart,
  linkedOrders,
  type Orphan,
  orphansOf,
  voidOrphans,
} from "../../shared/redemption/orphan-orders"

/** Credit of a stray order, held or owed (docs/glossary.md). Amounts are decimal strings in `currency_code`. */
export type StrayOrder = {
  order_id: string
  account_id: string
  currency_code: string
  /**
   * `orphan`: a completion was killed, and the order belongs to no cart (ADR 0020). `gone`: Medusa has no such order.
   */
  kind: "orphan" | "gone"
  /** What it holds or owes. */
  amount: string
  /**
   * The reason why an admin user must decide: another provider was paid, the cart is gone, the order was changed, or
   * Medusa keeps the order as deleted.
   */
  hindrance: Hindrance | "changed" | "kept_as_deleted" | null
}

/**
 * The orders on account among these that are deleted or belong to no cart. An order whose completion can still be running
 * (150 seconds, see {@link CompletionAttempt}) is not included.
 *
 * @param charged the charges of their receivables
 * @param there ids of orders that Medusa has
 */
export async function findStrayOrders(
  container: MedusaContainer,
  holds: readonly CreditHold[],
  charged: ReadonlyMap<string | null, string>,
  there: ReadonlySet<string>,
): Promise<StrayOrder[]> {
  const gone = holds.filter(({ order_id }) => !there.has(order_id))
  const bought = holds.filter(({ order_id, cart_id }) => there.has(order_id) && cart_id !== null)
  const kept = await keptAsDeleted(container, gone)
  const orphans = await findOrphans(container, bought)
  const strayOf = (hold: CreditHold) => {
    const { order_id, account_id, currency_code, status, amount } = hold
    const owed = status === "posted" ? (charged.get(order_id) ?? "0") : amount
    return { order_id, account_id, currency_code, amount: owed }
  }
  return [
    ...gone.map((hold) => ({
      ...strayOf(hold),
      kind: "gone" as const,
      hindrance: kept.has(hold.order_id) ? ("kept_as_deleted" as const) : null,
    })),
    ...orphans.map(({ hold, hindrance }) => ({ ...strayOf(hold), kind: "orphan" as const, hindrance })),
  ]
}

/**
 * Ends a stray order's credit: an orphan is deleted in the way in which Medusa deletes an order whose payment was declined,
 * and the hold of a deleted order is released.
 *
 * @returns whether there was something to end
 * @throws `account_busy`
 */
export async function takeBackStray(container: MedusaContainer, { order_id, kind }: StrayOrder): Promise<boolean> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  if (kind === "gone") {
    return credit.releaseHold(order_id)
  }
  const [hold] = await credit.listHolds([order_id])
  const orphan = hold && hold.status !== "released" ? await orphanOf(container, hold) : null
  if (!orphan || orphan === "changed") {
    return false
  }
  await voidOrphans(container, [orphan])
  return true
}

type List = (filters: object, config: object) => Promise<{ id: string }[]>

async function keptAsDeleted(container: MedusaContainer, holds: readonly CreditHold[]): Promise<Set<string>> {
  if (holds.length === 0) {
    return new Set()
  }
  const orders = container.resolve<{ listOrders: List }>(Modules.ORDER)
  const id = holds.map(({ order_id }) => order_id)
  const found = await orders.listOrders({ id }, { select: ["id"], withDeleted: true, take: id.length })
  return new Set(found.map((order) => order.id))
}

async function findOrphans(container: MedusaContainer, holds: readonly CreditHold[]) {
  const linked =
    holds.length === 0
      ? new Set()
      : await linkedOrders(
          container,
          holds.map(({ order_id }) => order_id),
        )
  const found: { hold: CreditHold; hindrance: StrayOrder["hindrance"] }[] = []
  for (const hold of holds.filter(({ order_id }) => !linked.has(order_id))) {
    const orphan = await orphanOf(container, hold)
    if (orphan) {
      const hindrance = orphan === "changed" ? orphan : await hindranceOfCart(container, hold.cart_id ?? "")
      found.push({ hold, hindrance })
    }
  }
  return found
}

/** `null` if its completion can still be running, or has linked it meanwhile. */
async function orphanOf(
  container: MedusaContainer,
  { order_id, cart_id }: CreditHold,
): Promise<Orphan | "changed" | null> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const attempts = await credit.listAttempts([cart_id ?? ""])
  const attempt = attempts.find((one) => one.order_id === order_id)
  if (!attempt?.attempt_over || (await linkedOrders(container, [order_id])).has(order_id)) {
    return null
  }
  try {
    const [orphan] = await orphansOf(container, [{ ...attempt, id: order_id }], "payment")
    return orphan ?? null
  } catch (error) {
    if (hasCode(error, "cart_changed")) {
      return "changed"
    }
    throw error
  }
}
