import type { MedusaContainer } from "@medusajs/framework/types"
import type { ImportKind } from "../../modules/data_import"
import { exportCustomerRows } from "./export-customer-rows"
import { exportReceivables } from "./export-receivables"
import { exportPoints } from "./export-rows"

/** What the caller of an export sees. */
export type Viewer = {
  /** Test customers, by mailbox and by id, for a live key. */
  hidden: { mailboxes: readonly string[]; customer_ids: readonly string[] }
  live_only: boolean
  /** Whether terms of credit are shown. */
  terms: boolean
}

/** For an admin user with all permissions, or a command. */
export const SEES_ALL: Viewer = { hidden: { mailboxes: [], customer_ids: [] }, live_only: false, terms: true }

/** Everything of a kind as a CSV file that can be imported (contract R49). */
export function exportKind(container: MedusaContainer, kind: ImportKind, viewer: Viewer): AsyncGenerator<string> {
  switch (kind) {
    case "points":
      return exportPoints(container, viewer.hidden.mailboxes)
    case "customers":
      return exportCustomerRows(container, viewer)
    case "receivables":
      return exportReceivables(container, viewer.hidden.customer_ids)
  }
}
