import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import { canonicalMailbox } from "../../kernel/mailbox"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import { CUSTOMER_NOTE_MODULE, type CustomerNoteModuleService } from "../../modules/customer_note"
import type { PostedLine, RowProblem } from "../../modules/data_import"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"

/**
 * Why customers that lines have created are not deleted: an order, an entry or hold of credit, points posted since, a note,
 * a sign-in. `null` for the others, for customers who are gone, and for lines that changed a customer who was there before.
 */
export async function customerObstacles(
  container: MedusaContainer,
  lines: readonly PostedLine[],
): Promise<(RowProblem | null)[]> {
  const made = lines.flatMap((one) =>
    "is_new" in one && one.is_new ? [{ id: one.customer_id, since: one.applied_at }] : [],
  )
  const ids = made.map(({ id }) => id)
  const found = await container
    .resolve<ICustomerModuleService>(Modules.CUSTOMER)
    .listCustomers({ id: ids }, { select: ["id", "email", "has_account"] })
  const mailboxes = new Map(found.map((one) => [one.id, canonicalMailbox(one.email)]))
  const [ordered, credited, noted, posted] = await Promise.all([
    customersWithOrders(container, ids),
    container.resolve<CreditModuleService>(CREDIT_MODULE).usedAmong(ids),
    container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE).notedAmong(ids),
    container.resolve<PointsModuleService>(POINTS_MODULE).postedSince(
      made.flatMap(({ id, since }) => {
        const mailbox = mailboxes.get(id)
        return mailbox && since ? [{ mailbox, since }] : []
      }),
    ),
  ])
  const signedUp = new Set(found.flatMap(({ id, has_account }) => (has_account ? [id] : [])))
  const reasons: [(id: string) => boolean, string][] = [
    [(id) => ordered.has(id), "has orders"],
    [(id) => credited.has(id), "has entries, orders or buyers on the credit account"],
    [(id) => posted.has(mailboxes.get(id) ?? ""), "has got or used points since"],
    [(id) => noted.has(id), "has notes"],
    [(id) => signedUp.has(id), "has signed up since"],
  ]
  return lines.map((one) => {
    if (!("is_new" in one && one.is_new && mailboxes.has(one.customer_id))) {
      return null
    }
    const reason = reasons.find(([applies]) => applies(one.customer_id))
    return reason ? { column: null, message: reason[1] } : null
  })
}

async function customersWithOrders(container: MedusaContainer, ids: readonly string[]): Promise<Set<string>> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
  const found = await rows<{ customer_id: string }>(
    db,
    `select distinct customer_id from "order" where customer_id = any (?::text[])`,
    [ids],
  )
  return new Set(found.map(({ customer_id }) => customer_id))
}
