import { changeLogTable } from "../../../kernel/change-log"

/** The log of changes of customers' contacts (contract R29, ADR 0061). */
export const CONTACT_CHANGES = "clientele_contact_change"

export const contactChangeTable: readonly string[] = changeLogTable(CONTACT_CHANGES)
