import { changeLogTable } from "../../../kernel/change-log"

/** What changed of customers, in Medusa's fields and in ours (contract R29, ADR 0061). */
export const CUSTOMER_CHANGES = "clientele_customer_change"

export const customerChangeTable: readonly string[] = changeLogTable(CUSTOMER_CHANGES)
