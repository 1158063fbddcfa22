import type { MedusaContainer } from "@medusajs/framework/types"
import { isDefined } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { CREDIT_MODULE, type CreditEntry, type CreditModuleService, type Receivable } from "../../../modules/credit"
import type { ClienteleEvent } from "../../../types/events"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit, logSafely } from "../../shared/events/emit"
import { noteWithin } from "../../shared/webhooks/note-webhooks"

export type PostingEvent = (typeof creditEvents)[
  | "PAYMENT_RECORDED"
  | "CREDIT_MEMO_ISSUED"
  | "BALANCE_ADJUSTED"
  | "RECEIVABLE_WRITTEN_OFF"
  | "BALANCE_REFUNDED"
  | "ENTRY_REVERSED"]

/** Emits that an entry was posted (contract R64). */
export async function announceEntry(
  container: MedusaContainer,
  name: PostingEvent,
  { id, amount, balance_after, reverses, order_id, receivable_id }: CreditEntry,
): Promise<void> {
  const account_id = id.slice(0, id.lastIndexOf(":"))
  const about = { entry_id: id, amount, balance_after, order_id, receivable_id, ...ofAccount(account_id) }
  const data = name === creditEvents.ENTRY_REVERSED && isDefined(reverses) ? { ...about, reverses } : about
  await emit(container, [{ name, data } as ClienteleEvent])
}

/**
 * Emits an event for each paid item, once, regardless of what paid it (contract R64). Never fails, because the payment is
 * recorded.
 *
 * @param accountIds the accounts; `null` for some items of any account, because a killed process may not have announced its
 *   payments
 */
export async function announcePaid(container: MedusaContainer, accountIds: readonly string[] | null): Promise<void> {
  await safely(container, async (credit) => {
    const within = await noteWithin(container, (items: readonly Receivable[]) => items.map(paid))
    await emit(container, (await credit.takeUnannouncedPaid(accountIds, within)).map(paid))
  })
}

const paid = ({ id, account_id, order_id, charged, open }: Receivable) => {
  const data = { ...ofAccount(account_id), receivable_id: id, order_id, charged, open }
  return { name: creditEvents.RECEIVABLE_PAID, data } as const
}

/**
 * Emits the payments that the dashboard's Capture button has recorded on these orders, each once. Never fails, because they
 * are recorded.
 */
export async function announceCaptured(container: MedusaContainer, orderIds: readonly string[]): Promise<void> {
  await safely(container, async (credit) => {
    for (const entry of await credit.takeUnannouncedCaptures(orderIds)) {
      await announceEntry(container, creditEvents.PAYMENT_RECORDED, entry)
    }
  })
}

async function safely(container: MedusaContainer, work: (credit: CreditModuleService) => Promise<void>): Promise<void> {
  try {
    await work(container.resolve<CreditModuleService>(CREDIT_MODULE))
  } catch (error) {
    logSafely(container, "warn", `clientele: events of an account may be lost or late (${errorText(error)})`)
  }
}
