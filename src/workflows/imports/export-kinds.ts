import type { MedusaContainer } from "@medusajs/framework/types"
import type { ImportKind } from "../../modules/data_import"
import { listTestCustomers, mailboxesOnlyOf } from "../shared/customers/customer-modes"
import { exportCustomerRows } from "./export-customer-rows"
import { exportReceivables } from "./export-receivables"
import { exportPoints } from "./export-rows"

/**
 * Everything of a kind as a CSV file that can be imported (contract R49). Test customers are left out for every caller: an
 * import makes only live customers, points and receivables of a file (ADR 0067).
 *
 * @param terms whether terms of credit are shown
 */
export async function* exportKind(
  container: MedusaContainer,
  kind: ImportKind,
  { terms }: { terms: boolean },
): AsyncGenerator<string> {
  switch (kind) {
    case "points":
      yield* exportPoints(container, await mailboxesOnlyOf(container, await listTestCustomers(container)))
      return
    case "customers":
      yield* exportCustomerRows(container, terms)
      return
    case "receivables":
      yield* exportReceivables(container, await listTestCustomers(container))
      return
  }
}
