import type { ICustomerModuleService, INotificationModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { DeadlineError, withDeadline } from "../../../kernel/deadline"
import { errorLabel } from "../../../kernel/error-text"
import { CREDIT_MODULE, type CreditModuleService, type DueItem } from "../../../modules/credit"
import { isAnonymousEmail } from "../../shared/customers/anonymous-email"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { numbersOf } from "../../shared/orders/numbers-of-orders"
import { isClockAhead } from "../../shared/sweep/clock-ahead"
import { noteWithin } from "../../shared/webhooks/note-webhooks"
import { buildDunningMail } from "./build-dunning-mail"
import { storeName } from "./get-statement"

/** Items in one statement. */
const BATCH = 500

/** Time limit of a provider. After it, the mail may have been sent. */
const MAILER_MS = 30_000

type Level = CreditModuleService["options"]["dunning"][number]

/**
 * Announces items that fell overdue, and sends reminders for items that reached a level of `credit.dunning`, each once
 * (contract R28, contract M63, ADR 0059). Safe to run in several processes at once. It does nothing if the process's clock
 * is ahead of the database's.
 *
 * @param mailerMs time limit of the email provider for one mail, in milliseconds
 * @returns the numbers of announced items and reminders
 */
export async function chaseReceivables(
  container: MedusaContainer,
  mailerMs: number = MAILER_MS,
): Promise<{ overdue: number; dunned: number }> {
  if (await isClockAhead(container, "the dunning of receivables")) {
    return { overdue: 0, dunned: 0 }
  }
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  await tellLostMails(container)
  const noteOverdue = await noteWithin(container, overdueEvents)
  const overdue = await inBatches(
    () => credit.takeOverdue(BATCH, noteOverdue),
    (items) => emit(container, overdueEvents(items)),
  )
  let dunned = 0
  // The highest level comes first, because an item gets only the reminder of the highest level that it reached.
  for (const level of [...credit.options.dunning].reverse()) {
    if (level.mail) {
      await inBatches(
        () => credit.takeFailedReminders(level, BATCH),
        (items) => mailAll(container, level, items, mailerMs),
        1,
      )
    }
    const noteDunned = await noteWithin(container, dunnedEvents(level))
    dunned += await inBatches(
      () => credit.takeReminders(level, BATCH, noteDunned),
      async (items) => {
        await emit(container, dunnedEvents(level)(items))
        await mailAll(container, level, items, mailerMs)
      },
    )
  }
  return { overdue, dunned }
}

/** A worker that was killed while it sent a mail recorded no result. */
async function tellLostMails(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { account_id, level } of await container.resolve<CreditModuleService>(CREDIT_MODULE).takeLostMails()) {
    logger.error(`clientele: ${mailOf(level, account_id)} may not have been sent (its worker stopped)`)
  }
}

const mailOf = (level: number, accountId: string) => `the dunning mail of level ${level} to account ${accountId}`

async function inBatches(
  take: () => Promise<DueItem[]>,
  work: (items: DueItem[]) => Promise<void>,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let done = 0
  for (let round = 0; round < most; round++) {
    const items = await take()
    await work(items)
    done += items.length
    if (items.length < BATCH) {
      break
    }
  }
  return done
}

const overdueEvents = (items: readonly DueItem[]) =>
  items.map((item) => ({ name: creditEvents.RECEIVABLE_OVERDUE, data: factsOf(item) }) as const)

const dunnedEvents =
  ({ level }: Level) =>
  (items: readonly DueItem[]) =>
    items.map((item) => ({ name: creditEvents.RECEIVABLE_DUNNED, data: { ...factsOf(item), level } }) as const)

const factsOf = ({ receivable_id, account_id, order_id, charged, open, due_on, days_overdue }: DueItem) => ({
  ...ofAccount(account_id),
  receivable_id,
  order_id,
  charged,
  open,
  due_on,
  days_overdue,
})

/** One mail for each account, over all its items of the level. */
async function mailAll(container: MedusaContainer, level: Level, items: readonly DueItem[], mailerMs: number) {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  if (!level.mail || items.length === 0) {
    return credit.endReminders(
      level,
      items.map(({ receivable_id }) => receivable_id),
      "noted",
    )
  }
  const accounts = [...new Set(items.map(({ account_id }) => account_id))]
  const customers = await container
    .resolve<ICustomerModuleService>(Modules.CUSTOMER)
    .listCustomers({ id: accounts }, { take: accounts.length })
  const addresses = new Map(customers.map(({ id, email }) => [id, isAnonymousEmail(email) ? null : email]))
  const store = await storeName(container)
  for (const account of accounts) {
    const own = items.filter(({ account_id }) => account_id === account)
    await mailAccount(container, level, own, { to: addresses.get(account) || null, store, mailerMs })
  }
}

async function mailAccount(
  container: MedusaContainer,
  level: Level,
  claimed: readonly DueItem[],
  { to, store, mailerMs }: { to: string | null; store: string; mailerMs: number },
): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  // A payment can have been recorded since the claim.
  const kept = await credit.keepDue(
    level,
    claimed.map(({ receivable_id }) => receivable_id),
  )
  const items = claimed.filter(({ receivable_id }) => kept.has(receivable_id))
  const [first] = items
  if (!first) {
    return
  }
  const ids = items.map(({ receivable_id }) => receivable_id)
  if (!to) {
    return credit.endReminders(level, ids, "noted")
  }
  const what = mailOf(level.level, first.account_id)
  const mail = withDeadline(mailerMs, "the email provider", send(container, level, items, { to, store }))
  const status = await mail.then(
    () => "sent" as const,
    (error: unknown) => {
      const late = error instanceof DeadlineError
      // The error's text is not logged, because it can contain the address.
      logger.error(`clientele: ${what} ${late ? "may not have been sent" : "was not sent"} (${errorLabel(error)})`)
      return late ? ("unknown" as const) : ("failed" as const)
    },
  )
  try {
    await credit.endReminders(level, ids, status)
  } catch (error) {
    // The claim stays, so a mail that went out is not sent again, and the other accounts get their mails.
    logger.error(`clientele: the result of ${what} was not stored (${errorLabel(error)})`)
  }
}

async function send(
  container: MedusaContainer,
  { level, template }: Level,
  items: readonly DueItem[],
  { to, store }: { to: string; store: string },
): Promise<void> {
  const currency_code = items[0]?.currency_code ?? ""
  const numbers = await numbersOf(
    container,
    items.flatMap(({ order_id }) => order_id ?? []),
  )
  const shown = items.map(({ order_id, po_number, open, due_on }) => ({
    order_display_id: numbers.get(order_id ?? "") ?? null,
    po_number,
    open,
    due_on,
  }))
  const facts = { store, level, currency_code, items: shown }
  await container.resolve<INotificationModuleService>(Modules.NOTIFICATION).createNotifications({
    to,
    channel: "email",
    template,
    content: buildDunningMail(facts),
    data: facts,
    trigger_type: "clientele.dunning",
  })
}
