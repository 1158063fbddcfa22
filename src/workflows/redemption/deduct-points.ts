import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, decorateCartTotals } from "@medusajs/framework/utils"
import type { Database } from "../../kernel/database"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import {
  canonicalMailbox,
  entryId,
  type Hold,
  POINTS_MODULE,
  type PointsModuleService,
  pointsNeeded,
} from "../../modules/points"
import { cartOf, type OrderInput, type OrderPart, type OrderParticipant } from "../shared/orders/decorate-orders"
import { carriedUnits } from "../shared/redemption/carried-points"
import { checkOrderPayment } from "../shared/redemption/check-payment"
import { isHoldCode } from "../shared/redemption/hold-code"
import { findOrphansInTheWay, type Orphan, tidyUp } from "../shared/redemption/orphan-orders"
import { consumeToken, restoreToken } from "../shared/redemption/verify-shopper"
import { announceRedeemed, type Deduction } from "./announce-redeemed"
import { noteRefusal } from "./note-refusals"

/**
 * Deducts points in the database transaction that inserts their order (contract R45, ADR 0002), and returns them when the
 * order is deleted. An order whose cart never had points takes no part.
 */
export function pointsOfOrders(container: MedusaContainer): OrderParticipant {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  return {
    async findPart(inputs) {
      const codes = inputs.flatMap(holdCodes)
      const holds = await holdsOfCarts(container, inputs)
      return codes.length === 0 && holds.length === 0 ? null : deductionOf(container, inputs, codes, holds)
    },
    async takeBack(orderIds, db) {
      for (const id of orderIds) {
        const undone = await points.unpostHold(id, db)
        const [hold] = undone ? await points.listHolds([undone.hold_id], db) : []
        await restoreToken(container, hold?.proof_id ?? null, id, db)
      }
    },
  }
}

function deductionOf(
  container: MedusaContainer,
  inputs: readonly OrderInput[],
  codes: readonly string[],
  holds: readonly Hold[],
): OrderPart {
  const refused = (error: unknown) =>
    noteRefusal(container, [...new Set([...codes, ...holds.map(({ id }) => id)])], error)
  const checks = () => checkPayments(container, inputs, holds)
  if (codes.length === 0) {
    return { prepare: async () => checks().then(() => []), refused }
  }
  const orphans: Orphan[] = []
  const deductions: Deduction[] = []
  return {
    refused,
    async prepare() {
      await checks()
      orphans.push(...(await findOrphansInTheWay(container, codes)))
      return orphans.map(({ order_id }) => order_id)
    },
    async inserted(input, orderId, db) {
      deductions.push(...(await postHolds(container, input, orderId, db)))
    },
    async committed() {
      for (const orphan of orphans) {
        await tidyUp(container, orphan)
      }
      announceRedeemed(container, deductions)
    },
  }
}

function holdCodes(input: OrderInput): string[] {
  const codes = (input.items ?? []).flatMap((item) => (item.adjustments ?? []).map(({ code }) => code))
  return [...new Set(codes.filter(isHoldCode))].sort()
}

/**
 * The last hold of each cart that has or had points. Never fails: without holds nothing is compared, and orders are still
 * placed.
 */
async function holdsOfCarts(container: MedusaContainer, inputs: readonly OrderInput[]): Promise<Hold[]> {
  const cartIds = inputs.flatMap((input) => cartOf(input) ?? [])
  try {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    return cartIds.length === 0 ? [] : await points.listHoldsOfCarts(cartIds)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(
      `clientele: the payment of ${cartIds.join(", ")} could not be compared with its total: ${errorText(error)}`,
    )
    return []
  }
}

/** The payment must be over the order's total, because points can have changed the price (ADR 0025). */
async function checkPayments(
  container: MedusaContainer,
  inputs: readonly OrderInput[],
  holds: readonly Hold[],
): Promise<void> {
  for (const input of inputs) {
    const hold = holds.find(({ cart_id }) => cart_id === cartOf(input))
    if (hold) {
      // Computed like the total in the Order module.
      const { total } = decorateCartTotals({ ...input } as Parameters<typeof decorateCartTotals>[0])
      await checkOrderPayment(container, hold.cart_id, { total, currency_code: input.currency_code ?? "" })
    }
  }
}

/** Deducts the points that the order carries of each hold, at most the reserved ones, from the order's mailbox. */
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
      // An undone order returned it with fewer points, so it does not cover the discount on the cart.
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
