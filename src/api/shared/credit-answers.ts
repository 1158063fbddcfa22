import { decimal } from "../../kernel/money"
import type { CreditEntry, CreditMember, Exposure, ListedReceivable } from "../../modules/credit"
import type { CreditView } from "../../workflows/credit/accounts/get-credit"
import type { ListedAccount } from "../../workflows/credit/accounts/list-accounts"
import type { CreditCharge } from "../../workflows/credit/approvals/charge-credit-order"
import type { DecidedCreditOrder } from "../../workflows/credit/approvals/decide-credit-order"
import type { OrderCredit } from "../../workflows/credit/approvals/get-order-credit"
import type { CreditApproval } from "../../workflows/credit/approvals/list-credit-approvals"
import type { NamedOpenItem } from "../../workflows/credit/collections/list-open-items"
import type { ReconciledReceivables } from "../../workflows/credit/settling/reconcile-receivables"

/** JSON numbers, as Medusa's own amounts are there. */
export const number = (amount: string) => decimal(amount).toNumber()
export const numberOrNull = (amount: string | null) => (amount === null ? null : number(amount))

/** `{credit}` of docs/openapi.json. */
export const toCredit = (view: CreditView) => ({
  ...view,
  credit_limit: numberOrNull(view.credit_limit),
  tolerance: number(view.tolerance),
  overdue_block_amount: numberOrNull(view.overdue_block_amount),
  short_payment_tolerance: number(view.short_payment_tolerance),
  current_balance: number(view.current_balance),
  held: number(view.held),
  available: number(view.available),
  unapplied: number(view.unapplied),
  overdue_amount: number(view.overdue_amount),
})

/** An entry of docs/openapi.json; `amount` is signed. */
export const toCreditEntry = (entry: CreditEntry) => ({
  ...entry,
  amount: number(entry.amount),
  balance_after: number(entry.balance_after),
})

export const toCreditMember = (member: CreditMember) => ({
  ...member,
  spending_limit: numberOrNull(member.spending_limit),
})

/** A receivable of docs/openapi.json. Days are of the store's calendar, YYYY-MM-DD. */
export const toReceivable = (row: ListedReceivable) => ({
  id: row.id,
  order_id: row.order_id,
  po_number: row.po_number,
  note: row.note,
  amount: number(row.charged),
  open_amount: number(row.open),
  payment_terms: row.payment_terms,
  issued_at: row.issued_on,
  due_at: row.due_on,
  days_overdue: row.days_overdue,
  status: row.status,
  disputed: row.disputed,
})

/** An open item of any account. */
export const toOpenItem = (item: NamedOpenItem) => ({
  ...toReceivable(item),
  account_id: item.account_id,
  account_name: item.account_name,
  order_display_id: item.order_display_id,
  currency_code: item.currency_code,
})

/** An account in the list of all. */
export const toListedAccount = (account: ListedAccount) => ({
  account_id: account.account_id,
  name: account.name,
  currency_code: account.currency_code,
  credit_limit: numberOrNull(account.credit_limit),
  payment_terms: account.payment_terms,
  on_hold: account.on_hold,
  current_balance: number(account.current_balance),
  held: number(account.held),
  available: number(account.available),
  unapplied: number(account.unapplied),
  overdue_amount: number(account.overdue_amount),
  members_count: account.members_count,
})

/** Limits and balances of a currency's accounts. */
export const toExposure = (one: Exposure) => ({
  ...one,
  credit_limit: number(one.credit_limit),
  balance: number(one.balance),
  held: number(one.held),
  unapplied: number(one.unapplied),
  available: number(one.available),
  overdue_amount: number(one.overdue_amount),
  waiting_amount: number(one.waiting_amount),
})

/** An order of contract R24a that waits for an approval. */
export const toCreditApproval = (approval: CreditApproval) => ({
  ...approval,
  amount_placed: number(approval.amount_placed),
  amount: number(approval.amount),
  shortfall: number(approval.shortfall),
})

/** The credit of an order (contract R24), for its page in the dashboard. */
export const toOrderCredit = ({ receivable, payments, approval, ...credit }: OrderCredit) => ({
  ...credit,
  credit_limit: numberOrNull(credit.credit_limit),
  current_balance: number(credit.current_balance),
  receivable: receivable && toReceivable(receivable),
  payments: payments.map((payment) => ({ ...payment, amount: number(payment.amount) })),
  approval: approval && toCreditApproval(approval),
})

export const toDecidedCreditOrder = (decided: DecidedCreditOrder, status: "approved" | "rejected") => ({
  ...decided,
  amount: number(decided.amount),
  status,
})

export const toCreditCharge = ({ amount, open, ...charge }: CreditCharge) => ({
  ...charge,
  amount: number(amount),
  open_amount: number(open),
})

/** What orders on terms owe beside what their receivables charge, and what a repair did (contract R28). */
export const toReconciledReceivables = ({ differences, strays, ...rest }: ReconciledReceivables) => ({
  ...rest,
  differences: differences.map((one) => ({
    ...one,
    owes: number(one.owes),
    charged: numberOrNull(one.charged),
    change: number(one.change),
  })),
  strays: strays.map((one) => ({ ...one, amount: number(one.amount) })),
})
