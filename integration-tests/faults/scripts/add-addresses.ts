import type { ExecArgs } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { inModuleTransaction } from "../../../src/workflows/shared/medusa/module-transaction"

type CustomerModule = {
  createCustomerAddresses(data: object[], context: object): Promise<unknown>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/** `add-addresses <customer_id>`: adds two addresses to one customer twice, in one transaction. Answers with the outcome. */
export default async function addAddresses({ container, args: [customer_id] }: ExecArgs) {
  const customers = container.resolve<CustomerModule>(Modules.CUSTOMER)
  const two = ["One", "Two"].map((city) => ({ customer_id, city }))
  const outcome = await inModuleTransaction(customers, undefined, async (transactionManager) => {
    await customers.createCustomerAddresses(two, { transactionManager })
    await customers.createCustomerAddresses(two, { transactionManager })
  }).then(
    () => "added",
    (error: { code?: string }) => String(error.code),
  )
  return { outcome }
}
