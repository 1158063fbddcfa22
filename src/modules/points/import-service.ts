import { PointsAdjustmentService } from "./adjustment-service"
import {
  lockFreeAccounts,
  lockFreeMailboxes,
  postImportedRows,
  readPostedSince,
  takeBackImported,
} from "./sql/imported-rows"
import { type Balance, listBalances } from "./sql/page-of-accounts"
import type { Database } from "./sql/prepared-statements"
import type { ImportedRow, PostedRow, TakeBackBatch, TakenBack } from "./types"

/** The part of the points service that posts files of balances and takes them back (contract R49, ADR 0069). */
export class PointsImportService extends PointsAdjustmentService {
  /**
   * Posts rows of an import in the caller's transaction, hundreds in one round trip (contract R49). Keys differ, and mailboxes are canonical.
   *
   * @returns an outcome for each row, in their order
   * @throws `account_busy`; PostgreSQL's PC003 where an account was anonymised meanwhile: run the transaction again
   */
  async postImported(db: Database, imported: readonly ImportedRow[], actorId: string): Promise<PostedRow[]> {
    return imported.length === 0
      ? []
      : postImportedRows(db, imported, actorId, await this.expiryOfAdjustments(db), this.chosenNow())
  }

  /**
   * Locks the accounts of these mailboxes for the caller's transaction, without waiting (contract M48).
   *
   * @returns the mailboxes whose accounts no other session has locked; a mailbox without an account is among them
   */
  async lockFreeMailboxes(db: Database, mailboxes: readonly string[]): Promise<Set<string>> {
    return lockFreeMailboxes(db, mailboxes)
  }

  /** The same by account. */
  async lockFreeAccounts(db: Database, accountIds: readonly string[]): Promise<Set<string>> {
    return lockFreeAccounts(db, accountIds)
  }

  /**
   * Reverses imported entries in the caller's transaction, if their points were not used since. An entry is reversed once.
   *
   * @returns an outcome for each entry, in their order
   * @throws `account_busy`
   */
  async takeBackImported(db: Database, batch: TakeBackBatch): Promise<TakenBack[]> {
    return batch.entries.length === 0
      ? []
      : takeBackImported(db, batch, false, await this.expiryOfAdjustments(db), this.chosenNow())
  }

  /** The result that {@link takeBackImported} would have now. Writes nothing. */
  async previewTakeBack(entries: TakeBackBatch["entries"]): Promise<TakenBack[]> {
    const batch = { entries, stated_reason: "", actor_id: "" }
    return takeBackImported(this.db, batch, true, null, this.chosenNow())
  }

  /** Those of these mailboxes whose account has an entry that is newer than their moment. */
  async postedSince(since: readonly { mailbox: string; since: Date }[]): Promise<Set<string>> {
    return new Set(since.length === 0 ? [] : await readPostedSince(this.db, since))
  }

  /** Balances other than 0 by mailbox, after the mailbox `after`; the last one's mailbox continues. @param limit 1 to 10,000 */
  async listBalances(after: string, without: readonly string[], limit: number): Promise<Balance[]> {
    return listBalances(this.db, after, without, limit)
  }
}
