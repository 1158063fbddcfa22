import { type BackwardsPage, type Placed, readBackwards } from "../../../kernel/reading/backwards"
import type { Entry } from "../types"
import type { Database } from "./prepared-statements"

export type PlacedEntry = Placed &
  Pick<Entry, "reason" | "order_id" | "stated_reason" | "actor_id"> & { points: string }

/** Merges have an index of their own. Most entries are of other kinds. */
const WHICH = { merges: "e.reason = 'merge'", others: "e.reason <> 'merge'" } as const

/** A mailbox's entries, newest first, from any position on (contract R29). */
export async function readEntriesBackwards(
  db: Database,
  mailbox: string,
  which: keyof typeof WHICH,
  page: BackwardsPage,
): Promise<PlacedEntry[]> {
  return readBackwards<PlacedEntry>(
    db,
    {
      select: "e.reason::text as reason, e.points::text as points, e.order_id, n.stated_reason, n.actor_id",
      from: `clientele_points_entry e
        left join clientele_points_entry_note n on n.account_id = e.account_id and n.version = e.version`,
      where: `e.account_id = (select id from clientele_points_account where mailbox = ?) and ${WHICH[which]}`,
      bindings: [mailbox],
      at: "e.created_at",
      id: "e.version",
      order: "number",
    },
    page,
  )
}
