import type { MedusaContainer } from "@medusajs/framework/types"
import { errorText } from "../../../kernel/error-text"
import { hasCode } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditHold, type CreditModuleService } from "../../../modules/credit"
import { allThenEach } from "../../shared/sweep/all-then-each"
import { type CreditFacts, listCreditFacts } from "../orders/list-credit-facts"
import { settleCreditOrders } from "./settle-credit-orders"
import { findStrayOrders, type StrayOrder, takeBackStray } from "./stray-orders"

/** Orders in one page. */
const PAGE = 100

const BUSY = "another database session has locked the credit account; the next sweep tries again"

export type ReconcileReceivablesInput = {
  /** Compare these orders; without it, all orders on terms since `since`. */
  order_ids?: string[] | undefined
  since?: Date | undefined
  /** Compare at most so many orders of those since `since`, behind the one that this cursor names. */
  limit?: number | undefined
  cursor?: string | undefined
  /** Post the differences, and undo the credit of orphans and deleted orders. Without it nothing is written. */
  repair?: boolean | undefined
  /** Accounts that are left out, as if they had no orders on terms. */
  without?: readonly string[] | undefined
  on_progress?: (done: number) => void
}

/** An order whose receivable differs from the amount that it owes. Amounts are decimal strings in `currency_code`. */
export type ReceivableDifference = {
  order_id: string
  account_id: string
  currency_code: string
  /** The amount that the order owes on account. */
  owes: string
  /** The charge of its receivable; `null` if it holds credit and has none yet. */
  charged: string | null
  /** The difference to post, signed. */
  change: string
  posted: boolean
}

export type ReconciledReceivables = {
  /** Number of compared orders on terms. */
  checked: number
  differences: ReceivableDifference[]
  /** Orders on account that are deleted or belong to no cart. A repair undoes those that need no decision. */
  strays: (StrayOrder & { taken_back: boolean })[]
  /** Orders that could not be compared or settled, with the reason. All others were. */
  failed: { order_id: string; message: string }[]
  /** The cursor of the next call, where `limit` left orders out. */
  next_cursor: string | null
}

/**
 * Compares the amounts that orders on terms owe with the ledger's charges, page by page (contract R24, R28). A repair posts
 * the differences like the sweep, by {@link settleCreditOrders}. A failing order or a locked account does not stop the
 * others: only one order of a locked account waits two seconds.
 */
export async function reconcileReceivables(
  container: MedusaContainer,
  input: ReconcileReceivablesInput,
): Promise<ReconciledReceivables> {
  const result: ReconciledReceivables = { checked: 0, differences: [], strays: [], failed: [], next_cursor: null }
  const busy = new Set<string>()
  const left = new Set(input.without)
  for await (const { holds: all, next_cursor } of pagesOf(container, input)) {
    const holds = all.filter(({ account_id }) => !left.has(account_id))
    const found = await comparePage(container, holds, result)
    if (input.repair) {
      await repair(container, found, result, busy)
    }
    result.differences.push(...found.differences)
    result.strays.push(...found.strays)
    result.checked += holds.length
    result.next_cursor = next_cursor
    input.on_progress?.(result.checked)
  }
  return result
}

/** Number of orders on terms that {@link reconcileReceivables} compares without `order_ids`. */
export async function countReceivables(container: MedusaContainer, since?: Date): Promise<number> {
  return container.resolve<CreditModuleService>(CREDIT_MODULE).countStandingHolds(since ?? null)
}

type Which = { since?: Date | null | undefined; limit?: number | undefined; cursor?: string | undefined }
type HoldsPage = { holds: CreditHold[]; next_cursor: string | null }

const pagesOf = (container: MedusaContainer, input: ReconcileReceivablesInput): AsyncGenerator<HoldsPage> => {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  return input.order_ids ? pagesOfOrders(credit, input.order_ids) : standingPages(credit, input)
}

async function* pagesOfOrders(credit: CreditModuleService, orderIds: readonly string[]): AsyncGenerator<HoldsPage> {
  const ids = [...new Set(orderIds)]
  for (let start = 0; start < ids.length; start += PAGE) {
    const holds = await credit.listHolds(ids.slice(start, start + PAGE))
    yield { holds: holds.filter(({ status }) => status !== "released"), next_cursor: null }
  }
}

async function* standingPages(
  credit: CreditModuleService,
  { since = null, limit = Number.POSITIVE_INFINITY, cursor = "" }: Which,
): AsyncGenerator<HoldsPage> {
  for (let after = cursor, left = limit; left > 0; ) {
    const size = Math.min(PAGE, left)
    // One more than the page tells whether there are more.
    const found = await credit.listStandingHolds({ after, since, limit: size + 1 })
    const holds = found.slice(0, size)
    if (holds.length === 0) {
      return
    }
    after = holds.at(-1)?.order_id ?? ""
    left = found.length > size ? left - size : 0
    yield { holds, next_cursor: found.length > size ? after : null }
  }
}

type Page = Pick<ReconciledReceivables, "differences" | "strays">

async function comparePage(
  container: MedusaContainer,
  holds: readonly CreditHold[],
  { failed }: ReconciledReceivables,
): Promise<Page> {
  const byId = new Map(holds.map((hold) => [hold.order_id, hold]))
  const pages = await allThenEach([...byId.keys()], {
    work: async (ids) => [
      await compare(
        container,
        ids.map((id) => byId.get(id) as CreditHold),
      ),
    ],
    failed: (order_id, error) => failed.push({ order_id, message: errorText(error) }),
  })
  return {
    differences: pages.flatMap(({ differences }) => differences),
    strays: pages.flatMap(({ strays }) => strays),
  }
}

async function compare(container: MedusaContainer, holds: readonly CreditHold[]): Promise<Page> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const ids = holds.map(({ order_id }) => order_id)
  // Reads the ledger before the orders. An order that changes in between shows as a difference, and settling it then finds
  // none.
  const receivables = await credit.listReceivablesOfOrders(ids)
  const charged = new Map(receivables.map((one) => [one.order_id, one.charged]))
  const facts = new Map((await listCreditFacts(container, ids)).map((order) => [order.order_id, order]))
  const strays = await findStrayOrders(container, holds, charged, new Set(facts.keys()))
  const left = new Set(strays.map(({ order_id }) => order_id))
  return {
    strays: strays.map((stray) => ({ ...stray, taken_back: false })),
    differences: holds.flatMap((hold) => {
      const order = left.has(hold.order_id) ? undefined : facts.get(hold.order_id)
      return order ? differenceOf(hold, order, charged.get(hold.order_id) ?? null) : []
    }),
  }
}

/** An order that waits for an approval owes nothing yet. A canceled one no longer waits. */
function differenceOf(
  { order_id, account_id, currency_code, status }: CreditHold,
  { target, canceled }: CreditFacts,
  charged: string | null,
): ReceivableDifference[] {
  const change = decimal(target).minus(decimal(charged))
  const agrees = status === "waiting" ? !canceled : status === "posted" && change.isZero()
  return agrees
    ? []
    : [{ order_id, account_id, currency_code, owes: target, charged, change: change.toFixed(), posted: false }]
}

type OnAccount = { order_id: string; account_id: string }

/** Skips the orders of locked accounts and reports them. */
const freeOf =
  (busy: ReadonlySet<string>, { failed }: ReconciledReceivables) =>
  ({ order_id, account_id }: OnAccount): boolean => {
    if (busy.has(account_id)) {
      failed.push({ order_id, message: BUSY })
    }
    return !busy.has(account_id)
  }

async function repair(
  container: MedusaContainer,
  { differences, strays }: Page,
  result: ReconciledReceivables,
  busy: Set<string>,
): Promise<void> {
  const isFree = freeOf(busy, result)
  for (const stray of strays) {
    if (stray.hindrance === null && isFree(stray)) {
      try {
        stray.taken_back = await takeBackStray(container, stray)
      } catch (error) {
        result.failed.push({ order_id: stray.order_id, message: errorText(error) })
        if (hasCode(error, "account_busy")) {
          busy.add(stray.account_id)
        }
      }
    }
  }
  await settleDifferences(container, differences.filter(isFree), result, busy)
}

async function settleDifferences(
  container: MedusaContainer,
  differences: readonly ReceivableDifference[],
  { failed }: ReconciledReceivables,
  busy: Set<string>,
): Promise<void> {
  const wanted = new Map(differences.map((one) => [one.order_id, one]))
  const outcomes = await allThenEach([...wanted.keys()], {
    work: (ids) => settleCreditOrders(container, ids),
    failed: (order_id, error) => failed.push({ order_id, message: errorText(error) }),
  })
  for (const { order_id, outcome } of outcomes) {
    const one = wanted.get(order_id)
    if (one && outcome === "busy") {
      busy.add(one.account_id)
      failed.push({ order_id, message: BUSY })
    } else if (one) {
      one.posted = outcome !== "no_hold"
    }
  }
  // A canceled order that waited for an approval posts nothing. Its hold is released.
  const silent = [...wanted.keys()].filter((id) => !outcomes.some(({ order_id }) => order_id === id))
  for (const { order_id, status } of await container.resolve<CreditModuleService>(CREDIT_MODULE).listHolds(silent)) {
    const one = wanted.get(order_id)
    if (one && status === "released") {
      one.posted = true
    }
  }
}
