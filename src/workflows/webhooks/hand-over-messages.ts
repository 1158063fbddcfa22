import type { MedusaContainer } from "@medusajs/framework/types"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { type OpenMessage, WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { testCustomersAmong } from "../shared/customers/customer-modes"
import { customersOf } from "../shared/customers/customers-of-mailboxes"

/** Messages in one transaction. */
const BATCH = 200

/**
 * Hands all new messages to the endpoints that want them (contract R63). Safe to run in several processes.
 *
 * @param afterBatch is called after each batch, also if it was empty, so that a long hand-over delays no delivery
 */
export async function handOverMessages(container: MedusaContainer, afterBatch?: () => Promise<void>): Promise<void> {
  const webhooks = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  for (;;) {
    const open = await webhooks.listOpenMessages(BATCH)
    await webhooks.fanOut(await withModes(container, await withCustomerIds(container, open)))
    await afterBatch?.()
    if (open.length < BATCH) {
      return
    }
  }
}

const POINTS = /^points:(\d+)$/

type Complete = Pick<OpenMessage, "position" | "data">

const customersIn = ({ data: { customer_ids } }: Complete): string[] => [customer_ids ?? []].flat() as string[]

/** Marks messages of test customers, so that a receiver can leave them out (contract R61). */
async function withModes(container: MedusaContainer, messages: readonly Complete[]): Promise<Complete[]> {
  const test = await testCustomersAmong(container, [...new Set(messages.flatMap(customersIn))])
  return messages.map((one) => {
    const customers = customersIn(one)
    const isTest = customers.length > 0 && customers.every((id) => test.has(id))
    return isTest ? { ...one, data: { ...one.data, livemode: false } } : one
  })
}

/** The ledger knows only mailboxes, so a trigger's message about points lacks Medusa's customers. */
async function withCustomerIds(container: MedusaContainer, messages: readonly OpenMessage[]): Promise<Complete[]> {
  const accountOf = ({ subject, data }: OpenMessage) =>
    data["customer_ids"] === undefined ? POINTS.exec(subject)?.[1] : undefined
  const accounts = [...new Set(messages.flatMap((one) => accountOf(one) ?? []))]
  const mailboxes =
    accounts.length > 0
      ? await container.resolve<PointsModuleService>(POINTS_MODULE).listMailboxes(accounts)
      : new Map<string, string>()
  const customers = await customersOf(container, [...mailboxes.values()])
  return messages.map((one) => {
    const account = accountOf(one)
    const customer_ids = customers.get(mailboxes.get(account ?? "") ?? "") ?? []
    return { position: one.position, data: account ? { ...one.data, customer_ids } : one.data }
  })
}
