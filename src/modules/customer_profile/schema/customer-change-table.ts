import { changeLogTable } from "../../../kernel/change-log"

/** The log of changes of customers, in Medusa's fields and ours (contract R29, ADR 0061). */
export const CUSTOMER_CHANGES = "clientele_customer_change"

export const customerChangeTable: readonly string[] = changeLogTable(CUSTOMER_CHANGES)
