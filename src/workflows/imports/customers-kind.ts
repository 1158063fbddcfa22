import type { AppliedRow } from "../../modules/data_import"
import { customerColumns } from "./customer-columns"
import { customerObstacles } from "./customer-obstacles"
import { CustomersChecker } from "./customer-rows"
import type { Kind } from "./kind"
import { deleteCustomerRows, saveCustomerRow } from "./save-customer-rows"

/** Lines of one transaction. Each is a workflow of its own, so this bounds how long the lines are claimed: about a second. */
const CHUNK = 10

/** Customers with profile, contact, addresses and terms of credit (contract R49, ADR 0079). */
export const customersKind: Kind = {
  columns: customerColumns,
  checker(container, caller) {
    const checker = new CustomersChecker(container, caller)
    return (lines) => checker.check(lines)
  },
  poster: (container) => ({
    size: CHUNK,
    async apply(_db, view, lines) {
      const rows: AppliedRow[] = []
      for (const line of lines) {
        rows.push(await saveCustomerRow(container, view, line))
      }
      return { rows }
    },
    takeBack: async (_db, _view, lines) => ({ rows: await deleteCustomerRows(container, lines) }),
  }),
  obstacles: customerObstacles,
  inUse: (rows) => (rows === 1 ? "1 customer is in use" : `${rows} customers are in use`),
}
