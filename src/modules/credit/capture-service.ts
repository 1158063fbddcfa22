import { generateEntityId } from "@medusajs/framework/utils"
import { changeWithin, type Within } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { decimal, minorUnitDigits, roundToMinorUnit } from "../../kernel/money"
import { dueOn } from "./domain/due-date"
import { wordsOf } from "./domain/order-words"
import { CreditRemindersService } from "./reminders-service"
import {
  announceCaptures,
  announceLater,
  beginCapture,
  type CaptureState,
  type CreditCapture,
  claimCapture,
  endCaptureLease,
  endUndoing,
  loseCapture,
  type MedusaCapture,
  noteCapture,
  readCaptureStates,
  readCaptures,
  readMedusaCapture,
  readUncaptured,
  takeCaptureLease,
  undoCaptures,
  voidCapture,
} from "./sql/captures"
import { cashIn } from "./sql/cash"
import { readHolds } from "./sql/credit-holds"
import { announcePaid, drawReading, settleOrder } from "./sql/settlements"
import type { CreditEntry, Receivable } from "./types"

/** Ids of captures that the ledger requests. Medusa stores them in `created_by` of its own rows. */
const PREFIX = "ccap"

/** Whether the ledger requested a capture or refund of Medusa's. @param createdBy of Medusa's row */
export const isOwnCapture = (createdBy: string | null | undefined): createdBy is string =>
  createdBy?.startsWith(`${PREFIX}_`) === true

/** The part of the credit service that keeps the ledger and Medusa's captures in agreement (contract R24b, ADR 0058). */
export class CreditCaptureService extends CreditRemindersService {
  /** How far Medusa's payments follow these orders' receivables. Orders without a receivable are left out. */
  async listCaptureStates(orderIds: readonly string[]): Promise<CaptureState[]> {
    return orderIds.length === 0 ? [] : readCaptureStates(this.db, orderIds)
  }

  /** The captures and refunds of these orders in the ledger, the oldest first. */
  async listCaptures(orderIds: readonly string[]): Promise<CreditCapture[]> {
    return orderIds.length === 0 ? [] : readCaptures(this.db, orderIds)
  }

  /** Orders whose payments in Medusa are behind the ledger. @param accountId `null` for all accounts */
  async listUncaptured(accountId: string | null, limit: number): Promise<string[]> {
    return readUncaptured(this.db, accountId, limit)
  }

  /** Runs work that captures an order's payments, unless another process is doing so. @returns whether it ran */
  async withCaptureLease(orderId: string, work: () => Promise<void>): Promise<boolean> {
    if (!(await takeCaptureLease(this.db, orderId))) {
      return false
    }
    try {
      await work()
    } finally {
      await endCaptureLease(this.db, orderId)
    }
    return true
  }

  /**
   * Begins a capture of the amount that is paid on an order and not captured yet.
   *
   * @param room the largest amount that Medusa lets the payment capture, a decimal string in major units
   * @returns `null` if there is nothing to capture
   */
  async beginCapture(orderId: string, paymentId: string, room: string): Promise<{ id: string; amount: string } | null> {
    const id = generateEntityId(undefined, PREFIX)
    const amount = await beginCapture(this.db, { id, order_id: orderId, payment_id: paymentId, room })
    return amount === "0" ? null : { id, amount }
  }

  /** Gives up a capture that Medusa refuses. @returns false if Medusa has it by now */
  async voidCapture(id: string): Promise<boolean> {
    return voidCapture(this.db, id)
  }

  /** Gives up a capture that Medusa deleted after the ledger recorded it. @returns false if Medusa has it */
  async loseCapture(id: string): Promise<boolean> {
    return loseCapture(this.db, id)
  }

  /** Begins to undo captures of reversed money. @returns how many */
  async undoCaptures(orderId: string): Promise<number> {
    return undoCaptures(this.db, orderId)
  }

  /** Records that Medusa has deleted a capture. */
  async endUndoing(id: string): Promise<void> {
    await endUndoing(this.db, id)
  }

  /** Records a refund of Medusa's. @param amount above 0 */
  async noteRefund(orderId: string, paymentId: string, refundId: string, amount: string): Promise<boolean> {
    const note = { order_id: orderId, payment_id: paymentId, amount: `-${amount}`, medusa_id: refundId }
    return noteCapture(this.db, { id: generateEntityId(undefined, PREFIX), ...note })
  }

  /**
   * Records a capture of Medusa's in the ledger. A capture that the ledger requested is only marked as done. Any other
   * capture is an admin user's: it becomes a payment on the order's account, allocated to the order. Safe to repeat.
   *
   * @throws `not_found` for a capture or order that the ledger does not know, `not_allowed` for a capture that was given
   *   up, `receivable_paid` and `allocation_exceeds_open` if the order owes less
   */
  async acceptCapture(captureId: string): Promise<void> {
    const capture = await readMedusaCapture(this.db, captureId)
    if (!capture) {
      throw clienteleError("not_found", "The capture no longer exists.")
    }
    const amount = roundToMinorUnit(capture.amount, capture.currency_code).toFixed()
    if (isOwnCapture(capture.created_by)) {
      if (!(await claimCapture(this.db, { id: capture.created_by, medusa_id: captureId, amount }))) {
        throw clienteleError("not_allowed", "The ledger has abandoned this capture.")
      }
      return
    }
    checkDigits(capture)
    const { order_id, payment_id, created_by, currency_code, metadata } = capture
    const account_id = order_id && (await this.#accountOf(order_id, metadata))
    if (!order_id || !account_id) {
      throw clienteleError("not_found", "The order of this payment is not on terms.")
    }
    const payment = {
      account_id,
      amount,
      currency_code: currency_code.toLowerCase(),
      allocations: [{ order_id, amount }],
      idempotency_key: `capture:${captureId}`,
      method: "capture",
      reference: captureId,
      actor_id: created_by,
    }
    await this.db.transaction(async (db) => {
      await cashIn(db, "payment", payment, this.today())
      await noteCapture(db, {
        id: generateEntityId(undefined, PREFIX),
        order_id,
        payment_id,
        amount,
        medusa_id: captureId,
      })
      await announceLater(db, captureId)
    })
  }

  /**
   * The payments that the dashboard's Capture button recorded on these orders and that have had no event. Each is returned
   * once, for the caller to emit its event, as the provider has no event bus.
   */
  async takeUnannouncedCaptures(orderIds: readonly string[]): Promise<CreditEntry[]> {
    return orderIds.length === 0 ? [] : announceCaptures(this.db, orderIds)
  }

  /**
   * Paid items that have had no event. Each is returned once, for the caller to emit its event.
   *
   * @param accountIds the accounts; `null` for 500 items of any account
   * @param within runs in the transaction that marks them as announced
   */
  async takeUnannouncedPaid(
    accountIds: readonly string[] | null,
    within?: Within<Receivable[]>,
  ): Promise<Receivable[]> {
    return accountIds?.length === 0 ? [] : changeWithin(this.db, (db) => announcePaid(db, accountIds), within)
  }

  /**
   * The account of an order. A hold that is not settled yet becomes a receivable; the next settlement corrects it.
   *
   * @param metadata of the order. A receivable gets its words once, so the next settlement adds none
   */
  async #accountOf(orderId: string, metadata: MedusaCapture["metadata"]): Promise<string | null> {
    const [hold] = await readHolds(this.db, [orderId])
    if (hold?.status === "held") {
      const { fencing_token } = await drawReading(this.db, [orderId])
      const issued_on = this.today()
      const due_on = dueOn(hold.payment_terms, issued_on)
      const settlement = { order_id: orderId, target: hold.amount, issued_on, due_on, ...wordsOf(metadata) }
      await settleOrder(this.db, settlement, fencing_token)
    }
    return hold && (hold.status === "held" || hold.status === "posted") ? hold.account_id : null
  }
}

/**
 * Checks the digits of an amount. The Capture button accepts any number of digits, and Medusa's own totals can have more
 * than the currency. The whole rest of a payment is accepted as it is. A part with too many digits is refused, because the
 * payment could never be captured completely.
 *
 * @throws `invalid_request`
 */
function checkDigits({ amount, room, currency_code }: MedusaCapture): void {
  const isExact = roundToMinorUnit(amount, currency_code).eq(decimal(amount))
  if (!isExact && !decimal(amount).eq(decimal(room))) {
    const digits = minorUnitDigits(currency_code)
    throw clienteleError(
      "invalid_request",
      `amount: must have at most ${digits} decimals in ${currency_code.toUpperCase()}`,
    )
  }
}
