import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { hasCreditTerms } from "../../../kernel/credit-terms"
import { errorText } from "../../../kernel/error-text"
import { clienteleError, type ErrorCode, hasCode } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditCapture, type CreditModuleService, isOwnCapture } from "../../../modules/credit"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { ensureOrderPayment } from "./ensure-order-payment"
import {
  cancelPayment,
  capture,
  closeCollection,
  correctTransactions,
  deleteCapture,
  isOutdated,
  refreshPayment,
} from "./medusa-captures"
import {
  emptyCollectionsOf,
  listOrderPayments,
  type MoneyRow,
  type OrderPayments,
  roomOf,
  type TermsPayment,
} from "./order-payments"

/** A younger capture or refund of Medusa's can belong to a process that is still running. */
const AT_WORK_MS = 60_000

/** Maximum payments that one call creates for an order. The sweep continues. */
const ROUNDS = 4

/** Codes for which the ledger never accepts a capture. Other errors, such as a busy account, are tried again. */
const REFUSED = [
  "receivable_paid",
  "allocation_exceeds_open",
  "not_found",
  "not_allowed",
  "invalid_request",
] as const satisfies readonly ErrorCode[]

type View = { order: OrderPayments; known: CreditCapture[]; open: boolean; paid: string; captured: string }

/**
 * Brings Medusa's captures of orders on account to the amounts that payments have paid on their receivables (contract R24b,
 * ADR 0058), and records unknown captures and refunds of Medusa's in the ledger. Safe to run at any time and in parallel:
 * an order that another process is capturing is refused.
 *
 * @throws `account_busy`; Medusa's own refusals of captures. The queue or the sweep tries again.
 */
export async function syncCaptures(container: MedusaContainer, orderIds: readonly string[]): Promise<void> {
  if (!hasCreditTerms()) {
    return
  }
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  for (const view of await readViews(container, orderIds)) {
    if (needsWork(view)) {
      const { order_id } = view.order
      if (!(await credit.withCaptureLease(order_id, () => syncOrder(container, order_id)))) {
        throw clienteleError("account_busy")
      }
    }
  }
}

/**
 * Records Medusa's refunds of an order, including those of the last minute. It runs before a payout is recorded, so that
 * captures of money that Medusa already refunded are not undone as well. Safe to repeat.
 */
export async function takeRefundsIn(
  container: MedusaContainer,
  { account_id, order_id }: { account_id: string; order_id: string },
): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const [state] = await credit.listCaptureStates([order_id])
  const views = hasCreditTerms() && state?.account_id === account_id ? await readViews(container, [order_id]) : []
  for (const view of views) {
    for (const payment of view.order.payments) {
      for (const { id, amount } of unknownOf(view, payment).filter((row) => payment.refunds.includes(row))) {
        await credit.noteRefund(order_id, payment.id, id, decimal(amount).toFixed())
      }
    }
  }
}

async function readViews(container: MedusaContainer, orderIds: readonly string[]): Promise<View[]> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const states = new Map((await credit.listCaptureStates(orderIds)).map((state) => [state.order_id, state]))
  const ids = [...states.keys()]
  if (ids.length === 0) {
    return []
  }
  const [captures, orders] = await Promise.all([credit.listCaptures(ids), listOrderPayments(container, ids)])
  return orders.map((order) => {
    const { open = "0", paid = "0", captured = "0" } = states.get(order.order_id) ?? {}
    const known = captures.filter(({ order_id }) => order_id === order.order_id)
    return { order, known, open: decimal(open).gt(0), paid, captured }
  })
}

function needsWork(view: View): boolean {
  const { order, known, open, paid, captured } = view
  const [due, done] = [decimal(paid), decimal(captured)]
  return (
    due.gt(done) ||
    (open && done.gt(due)) ||
    known.some(({ status }) => status === "open" || status === "undoing") ||
    lostOf(view).length > 0 ||
    order.payments.some((payment) => unknownOf(view, payment).length > 0 || isOutdated(payment)) ||
    mistakenOf(view).length > 0 ||
    leftoversOf(view).length > 0 ||
    (order.owes_nothing && emptyCollectionsOf(order).length > 0)
  )
}

async function syncOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const read = async () => (await readViews(container, [orderId]))[0] as View
  const finished = await finish(container, await read())
  for (const { id } of lostOf(await read())) {
    await credit.loseCapture(id)
  }
  await takeIn(container, await read())
  const view = await read()
  for (const { reference_id, amount } of mistakenOf(view)) {
    await correctTransactions(container, view.order, reference_id, decimal(amount))
  }
  for (const payment of view.order.payments.filter(isOutdated)) {
    await refreshPayment(container, payment)
  }
  const undone = finished + (await credit.undoCaptures(orderId))
  if (undone > finished) {
    await finish(container, await read())
  }
  await captureRest(container, read)
  const after = await read()
  for (const leftover of leftoversOf(after)) {
    await cancelPayment(container, leftover)
  }
  for (const { id } of after.order.owes_nothing ? emptyCollectionsOf(after.order) : []) {
    await closeCollection(container, id)
  }
  if (undone > 0) {
    // Medusa emits no event for a deleted capture. This waits until the rest is captured again, because points never rise
    // on an unpaid order.
    await enqueueJob(container, "points.settle_order", { order_id: orderId, cause: "credit.reversed" })
  }
}

/** Continues captures that were begun. @returns the number of captures that are undone now */
async function finish(container: MedusaContainer, { order, known }: View): Promise<number> {
  let undone = 0
  for (const row of known) {
    const payment = order.payments.find(({ id }) => id === row.payment_id)
    if (row.status === "undoing" && payment) {
      await undo(container, order, payment, row)
      undone += 1
    }
    if (row.status === "open") {
      await goOn(container, payment, row)
    }
  }
  return undone
}

async function undo(
  container: MedusaContainer,
  order: OrderPayments,
  payment: TermsPayment,
  { id, medusa_id }: CreditCapture,
): Promise<void> {
  await deleteCapture(container, order, payment, String(medusa_id))
  await container.resolve<CreditModuleService>(CREDIT_MODULE).endUndoing(id)
}

async function goOn(container: MedusaContainer, payment: TermsPayment | undefined, row: CreditCapture): Promise<void> {
  const begun = payment?.captures.find(({ created_by }) => created_by === row.id)
  if (!begun) {
    await capture(container, row)
  } else if (isAtWork(begun)) {
    throw clienteleError("account_busy")
  } else {
    await container.resolve<CreditModuleService>(CREDIT_MODULE).acceptCapture(begun.id)
  }
}

/** Records captures and refunds of Medusa's that the ledger does not know. */
async function takeIn(container: MedusaContainer, view: View): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const { order } = view
  for (const payment of order.payments) {
    for (const row of unknownOf(view, payment).filter((one) => !isAtWork(one))) {
      if (payment.refunds.includes(row)) {
        await credit.noteRefund(order.order_id, payment.id, row.id, decimal(row.amount).toFixed())
      } else {
        await acceptOrDelete(container, order, payment, row.id)
      }
    }
  }
}

/** Medusa deletes a capture that its provider refuses, but the process ended first. */
async function acceptOrDelete(
  container: MedusaContainer,
  order: OrderPayments,
  payment: TermsPayment,
  captureId: string,
): Promise<void> {
  try {
    await container.resolve<CreditModuleService>(CREDIT_MODULE).acceptCapture(captureId)
  } catch (error) {
    if (!REFUSED.some((code) => hasCode(error, code))) {
      throw error
    }
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`clientele: the capture ${captureId} of ${order.order_id} is deleted: ${errorText(error)}`)
    await deleteCapture(container, order, payment, captureId)
  }
}

async function captureRest(container: MedusaContainer, read: () => Promise<View>): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  for (let round = 0; round < ROUNDS; round++) {
    const { order, paid, captured } = await read()
    if (decimal(paid).lte(decimal(captured))) {
      return
    }
    const rooms = order.payments
      .map((one) => ({ id: one.id, room: roomOf(one, order.currency_code) }))
      .filter(({ room }) => room.gt(0))
    if (rooms.length === 0 && !(await ensureOrderPayment(container, order.order_id))) {
      throw clienteleError("not_allowed", `The order ${order.order_id} has no payment that can be captured.`)
    }
    for (const { id, room } of rooms) {
      const begun = await credit.beginCapture(order.order_id, id, room.toFixed())
      if (begun) {
        await capture(container, { ...begun, payment_id: id })
      }
    }
  }
}

/** Captures in the ledger that Medusa does not have (yet). */
function lostOf({ order, known }: View): CreditCapture[] {
  const there = new Set(order.payments.flatMap(({ captures }) => captures.map(({ id }) => id)))
  return known.filter(
    ({ status, amount, medusa_id, updated_at }) =>
      status === "done" &&
      decimal(amount).gt(0) &&
      !there.has(String(medusa_id)) &&
      !isAtWork({ created_at: updated_at }),
  )
}

const isAtWork = ({ created_at }: Pick<MoneyRow, "created_at">) =>
  Date.now() - new Date(created_at).getTime() < AT_WORK_MS

/** Medusa's captures and refunds of a payment that the ledger does not know and no process is about to record. */
function unknownOf({ known }: View, { captures, refunds }: TermsPayment): MoneyRow[] {
  const ids = new Set(known.flatMap(({ medusa_id }) => medusa_id ?? []))
  const begun = new Set(known.flatMap(({ id, status }) => (status === "open" ? [id] : [])))
  return [...captures, ...refunds].filter(
    ({ id, created_by }) => !ids.has(id) && !(isOwnCapture(created_by) && begun.has(created_by)),
  )
}

/**
 * Our live payments with room to capture on an order that owes nothing: after an approval during a cancellation, another
 * provider's capture during a charge by hand, or an edit down to the paid amount. The dashboard would offer to capture
 * them.
 */
function leftoversOf({ order, known }: View): TermsPayment[] {
  const isBegun = known.some(({ status }) => status === "open" || status === "undoing")
  return order.owes_nothing && !isBegun
    ? order.payments.filter((payment) => roomOf(payment, order.currency_code).gt(0))
    : []
}

/** Captures and refunds whose order transactions have other amounts. */
function mistakenOf({ order, known }: View): { reference_id: string; amount: string }[] {
  const done = new Map(known.flatMap((row) => (row.status === "done" && row.medusa_id ? [[row.medusa_id, row]] : [])))
  const rows = order.payments.flatMap(({ captures, refunds }) => [...captures, ...refunds])
  return rows.flatMap((row) => {
    const amount = done.get(row.id)?.amount
    const isRight = amount === undefined || decimal(amount).eq(order.transactions.get(row.id) ?? 0)
    return isRight || isAtWork(row) ? [] : [{ reference_id: row.id, amount }]
  })
}
