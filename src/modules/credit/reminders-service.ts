import { bounded, changeWithin, type Within } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { CreditCollectionsService } from "./collections-service"
import { type Dispute, endDispute, openDispute, readDisputes, readOpen, reopenDispute } from "./sql/disputes"
import {
  claimReminders,
  type DueItem,
  endReminders,
  keepDue,
  type LostMail,
  lockReminders,
  noteOverdue,
  reclaimReminders,
  takeLostMails,
} from "./sql/reminders"

/** Longest reason of a dispute, in characters. */
const MAX_REASON = 1000

/** A level of option `credit.dunning`. */
type Level = { level: number; daysFromDue: number }

/** The part of the credit service that records reminders, each item once for each level (contract M63, ADR 0059). */
export class CreditRemindersService extends CreditCollectionsService {
  /**
   * Marks an open item as disputed. A disputed item gets no reminders. An item that is already disputed stays as it is.
   *
   * @returns the id of the dispute; `null` if the item was already disputed
   * @throws `not_found`, `receivable_paid`, `invalid_request` naming reason
   */
  async dispute(request: {
    account_id: string
    receivable_id: string
    reason: string
    actor_id: string | null
  }): Promise<string | null> {
    const { reason } = request
    if (!reason.trim() || reason.length > MAX_REASON) {
      throw clienteleError("invalid_request", `reason: must have 1 to ${MAX_REASON} characters`)
    }
    if ((await this.#open(request.account_id, request.receivable_id)) === "0") {
      throw clienteleError("receivable_paid")
    }
    return openDispute(this.db, request)
  }

  /** Ends the dispute of an item. @returns its id; `null` if there was none @throws `not_found` */
  async endDispute(accountId: string, receivableId: string, actorId: string | null): Promise<string | null> {
    await this.#open(accountId, receivableId)
    return endDispute(this.db, { receivable_id: receivableId }, actorId)
  }

  /** Undoes {@link dispute}. @returns whether the dispute was still open */
  async withdrawDispute(id: string, actorId: string | null): Promise<boolean> {
    return (await endDispute(this.db, { id }, actorId)) !== null
  }

  /** Undoes the end of a dispute, unless the item has a new one by now. @returns whether it did */
  async reopenDispute(id: string): Promise<boolean> {
    return reopenDispute(this.db, id)
  }

  /** The disputes of an account, the newest first; at most 1000. */
  async listDisputes(accountId: string): Promise<Dispute[]> {
    return readDisputes(this.db, accountId)
  }

  async #open(accountId: string, receivableId: string): Promise<string> {
    const open = await readOpen(this.db, accountId, receivableId)
    if (open === undefined) {
      throw clienteleError("not_found", "The account has no such receivable.")
    }
    return open
  }

  /**
   * Items that fell overdue since the last call. Each item is returned by one call only.
   *
   * @param within runs in the transaction that records them
   */
  async takeOverdue(limit: number, within?: Within<DueItem[]>): Promise<DueItem[]> {
    return changeWithin(this.db, (db) => noteOverdue(db, this.today(), limit), within)
  }

  /**
   * Items whose highest reached dunning level is new. Each is returned by one call for each level.
   *
   * @param within runs in the transaction that claims them
   * @throws PostgreSQL's `55P03` if another session claims for two seconds. A frozen one would otherwise take a connection of
   *   the store in each hour (contract M48)
   */
  async takeReminders({ level, daysFromDue }: Level, limit: number, within?: Within<DueItem[]>): Promise<DueItem[]> {
    return bounded(this.db, async (db) => {
      await lockReminders(db)
      const items = await claimReminders(db, { level, days: daysFromDue, today: this.today(), limit })
      await within?.(db, items)
      return items
    })
  }

  /** Items whose mail a provider refused, for another attempt, at most three in all. */
  async takeFailedReminders({ level }: Level, limit: number): Promise<DueItem[]> {
    return reclaimReminders(this.db, { level, today: this.today(), limit })
  }

  /**
   * Of the given items, the ids that are still open and not disputed. Call it right before the mail goes out. The claims of
   * the others are released.
   */
  async keepDue({ level }: Level, receivableIds: readonly string[]): Promise<Set<string>> {
    return keepDue(this.db, level, receivableIds)
  }

  /**
   * Mails whose worker stopped during sending, at least six hours ago. Each is returned once over all processes and never
   * sent again.
   */
  async takeLostMails(): Promise<LostMail[]> {
    return takeLostMails(this.db)
  }

  /** Records the result: `noted` if no mail is to go out, `unknown` if it may have gone out. */
  async endReminders(
    { level }: Level,
    receivableIds: readonly string[],
    status: "noted" | "sent" | "failed" | "unknown",
  ): Promise<void> {
    await endReminders(this.db, level, receivableIds, status)
  }
}
