import { query, type TestDatabase } from "../../integration-tests/helpers/database"
import type { Customer, Shop } from "../../integration-tests/helpers/shop"
import { fillWithCustomers } from "../lib/many-customers"
import type { Plan } from "./plan"

/** Buyers on account, and the entities of the admin's lists. */
export type Floor = { buyers: Customer[]; accountIds: string[]; webhookId: string; secret: string }

const BUYERS_OF_AN_ACCOUNT = 3

/** Seeds customers with past orders, credit accounts with their buyers, and an endpoint for all messages. */
export async function seedFloor(
  { database, shop }: { database: TestDatabase; shop: Shop },
  { customers, orders, accounts }: Plan,
  receiverUrl: string,
  log: (line: string) => void,
): Promise<Floor> {
  await fillWithCustomers(database, { customers, orders }, log)
  const floor: Floor = { buyers: [], accountIds: [], webhookId: "", secret: "" }
  const made = await shop.admin.post<{ webhook: { id: string }; secret: string }>("/admin/webhooks", {
    url: receiverUrl,
    events: ["clientele.*"],
  })
  floor.webhookId = made.webhook.id
  floor.secret = made.secret
  for (let n = 0; n < accounts; n++) {
    const members = await Promise.all(Array.from({ length: BUYERS_OF_AN_ACCOUNT }, () => shop.register()))
    const [owner, ...others] = members as [Customer, ...Customer[]]
    const terms = { currency_code: "usd", credit_limit: 10_000_000, payment_terms: "net_30" }
    await shop.admin.post(`/admin/customers/${owner.id}/credit`, terms)
    for (const { id } of others) {
      await shop.admin.post(`/admin/customers/${owner.id}/credit/members`, { customer_id: id })
    }
    floor.buyers.push(...members)
    floor.accountIds.push(owner.id)
  }
  await query(database, "analyze")
  return floor
}
