import type { Within } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { CreditAccountService } from "./account-service"
import { checkAllocations, checkAmount, checkDate, checkPosting } from "./domain/cash-request"
import {
  allocate,
  cashIn,
  chargeOwn,
  type Posted,
  readChargeStates,
  readReferences,
  reverse,
  writeOff,
} from "./sql/cash"
import { lockAccount, readAccounts } from "./sql/credit-accounts"
import { inLockingTransaction } from "./sql/locked"
import type { AllocationRequest, CashRequest, CreditAccount, PostingRequest } from "./types"

/**
 * The part of the credit service that records money (contract R23). Each method is one transaction and takes effect once
 * for its key. `applied` is false if an earlier call did it.
 */
export class CreditCashService extends CreditAccountService {
  /**
   * Records a payment. It pays the named items, else the oldest due items if the account allocates automatically.
   *
   * @throws `invalid_request` naming the field, `not_found`, `currency_mismatch`, `receivable_paid`, `allocation_exceeds_open`,
   *   `allocation_exceeds_payment`, `idempotency_conflict`, `account_busy`
   */
  async recordPayment(request: CashRequest): Promise<Posted> {
    return this.#cashIn("payment", request)
  }

  /** Records a credit memo, like {@link recordPayment}. It needs a reason. */
  async recordCreditMemo(request: CashRequest): Promise<Posted> {
    return this.#cashIn("credit_memo", request)
  }

  /**
   * Adjusts the customer's balance. An increase creates an open item; a decrease is money on the account.
   *
   * @param request `amount` signed, not 0; `due_on`, `po_number`: of the item, by default the day of the entry, and none
   * @throws as {@link recordPayment}
   */
  async adjust(request: CashRequest & { due_on?: string | null; po_number?: string | null }): Promise<Posted> {
    if (typeof request.amount === "string" && request.amount.startsWith("-")) {
      if (request.due_on != null) {
        throw clienteleError("invalid_request", "due_on: is allowed only with an amount above 0")
      }
      const { po_number, ...decrease } = request
      if (po_number != null) {
        throw clienteleError("invalid_request", "po_number: is allowed only with an amount above 0")
      }
      return this.#cashIn("adjustment", { ...decrease, amount: request.amount.slice(1) })
    }
    checkItem(request)
    if (/^0*\.?0*$/.test(String(request.amount))) {
      throw clienteleError("invalid_request", "amount: must not be 0")
    }
    const checked = await this.#checked(request, true)
    return chargeOwn(this.db, "adjustment", checked, this.today(), request.due_on ?? request.dated_on ?? this.today())
  }

  /**
   * Checks an increase of the balance as {@link adjust} does. Writes nothing.
   *
   * @param currencyCode of the account
   * @throws `invalid_request` naming the field, `currency_mismatch`
   */
  checkIncrease(
    request: CashRequest & { due_on?: string | null; po_number?: string | null },
    currencyCode: string,
  ): void {
    checkItem(request)
    this.#checkedIn(request, true, currencyCode)
  }

  /** What became of the items that these entries have charged. */
  async listChargeStates(
    entries: readonly { account_id: string; entry_id: string }[],
  ): Promise<("open" | "paid" | "reversed" | "gone")[]> {
    return entries.length === 0 ? [] : readChargeStates(this.db, entries)
  }

  /** The references of the adjustments that made these items, by item. */
  async listReferences(items: readonly { id: string; account_id: string }[]): Promise<Map<string, string>> {
    const found = items.length === 0 ? [] : await readReferences(this.db, items)
    return new Map(found.map(({ id, reference }) => [id, reference]))
  }

  /**
   * Pays money out to the customer: unapplied cash, or with `order_id` the money that payments have paid on that order.
   * That amount of the order is open again (ADR 0058).
   *
   * @throws `unapplied_exceeded` beyond the unapplied cash; `refund_exceeds_paid` beyond what is paid on the order, `not_found` for an
   *   order that is not on the account; and as {@link recordPayment}
   */
  async refundUnapplied(request: CashRequest & { order_id?: string | null }): Promise<Posted> {
    const checked = await this.#checked(request, true)
    const { order_id } = request
    return chargeOwn(this.db, "refund", { ...checked, order_id }, this.today(), request.dated_on ?? this.today())
  }

  /** Writes an item off; without `amount` the whole open amount. @throws as {@link recordPayment} */
  async writeOff(request: PostingRequest & { receivable_id: string; amount?: string | null }): Promise<Posted> {
    checkPosting(request, this.today(), true)
    const { currency_code } = await this.#account(request.account_id)
    if (request.amount != null) {
      checkAmount("amount", request.amount, currency_code)
    }
    return writeOff(this.db, request, this.today())
  }

  /**
   * Allocates unapplied cash to items.
   *
   * @param within runs in the transaction of the allocation, with this method's result
   * @returns false if an earlier call with its key did it
   * @throws as {@link recordPayment}; `unapplied_exceeded` if the account has less, without `entry_id`
   */
  async allocate(request: AllocationRequest, within?: Within<boolean>): Promise<boolean> {
    checkPosting(request, this.today(), false)
    const { currency_code } = await this.#account(request.account_id)
    if (request.allocations.length === 0) {
      throw clienteleError("invalid_request", "allocations: must not be empty")
    }
    checkAllocations(request.allocations, currency_code)
    return allocate(this.db, request, within)
  }

  /**
   * Reverses an entry, once. A payment's items are open again.
   *
   * @param whileUnpaid refuses where something is allocated to the item that the entry has charged, under the account's lock
   * @throws `not_found`, `entry_reversed`, `entry_not_reversible` for a charge of an order, `receivable_paid`, `idempotency_conflict`
   */
  async reverse(request: PostingRequest & { entry_id: string }, { whileUnpaid = false } = {}): Promise<Posted> {
    checkPosting(request, this.today(), true)
    if (!whileUnpaid) {
      return reverse(this.db, request, this.today())
    }
    return inLockingTransaction(this.db, async (db) => {
      await lockAccount(db, request.account_id)
      const [state] = await readChargeStates(db, [request])
      if (state === "paid") {
        throw clienteleError("receivable_paid", "Something is allocated to the item of this entry.")
      }
      return reverse(db, request, this.today())
    })
  }

  async #cashIn(type: "payment" | "credit_memo" | "adjustment", request: CashRequest): Promise<Posted> {
    const checked = await this.#checked(request, type !== "payment")
    checkAllocations(request.allocations ?? [], checked.currency_code)
    return cashIn(this.db, type, checked, this.today())
  }

  async #checked<Request extends CashRequest>(
    request: Request,
    reasonNeeded: boolean,
  ): Promise<Request & { currency_code: string }> {
    checkPosting(request, this.today(), reasonNeeded)
    const { currency_code } = await this.#account(request.account_id)
    return this.#checkedIn(request, reasonNeeded, currency_code)
  }

  #checkedIn<Request extends CashRequest>(
    request: Request,
    reasonNeeded: boolean,
    currency_code: string,
  ): Request & { currency_code: string } {
    checkPosting(request, this.today(), reasonNeeded)
    const given = request.currency_code?.toLowerCase() ?? currency_code
    if (given !== currency_code) {
      throw clienteleError("currency_mismatch", `currency_code: the account is in ${currency_code.toUpperCase()}`)
    }
    checkAmount("amount", request.amount, currency_code)
    return { ...request, currency_code }
  }

  async #account(accountId: string): Promise<CreditAccount> {
    const [account] = await readAccounts(this.db, [accountId])
    if (!account) {
      throw clienteleError("not_found", "The customer has no credit account.")
    }
    return account
  }
}

/** @throws `invalid_request` naming the field of an item */
function checkItem({ due_on, po_number }: { due_on?: string | null; po_number?: string | null }): void {
  if (due_on != null) {
    checkDate("due_on", due_on)
  }
  if (po_number != null && po_number.length > MAX_PO_NUMBER) {
    throw clienteleError("invalid_request", `po_number: must have at most ${MAX_PO_NUMBER} characters`)
  }
}

/** As of orders (order-words.ts). */
const MAX_PO_NUMBER = 50
