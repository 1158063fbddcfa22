import { type Database, rows } from "../../../kernel/database"
import { type BackwardsPage, type Placed, readBackwards } from "../../../kernel/reading/backwards"

/** Mails with a code to a mailbox, newest first. */
export async function readMailsBackwards(db: Database, mailbox: string, page: BackwardsPage): Promise<Placed[]> {
  return readBackwards<Placed>(
    db,
    {
      select: "true as mailed",
      from: "clientele_code_mail",
      where: "mailbox = ?",
      bindings: [mailbox],
      at: "sent_at",
      id: "id",
      order: "number",
    },
    page,
  )
}

/** Deletes old rows, of the oldest `limit` at most. @returns how many */
export async function trimMails(db: Database, before: Date, limit: number): Promise<number> {
  const gone = await rows(
    db,
    `delete from clientele_code_mail where id in (
       select id from (select id, sent_at from clientele_code_mail order by id limit ?) oldest where sent_at < ?)
     returning id`,
    [limit, before],
  )
  return gone.length
}
