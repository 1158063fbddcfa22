import type { ExecArgs, ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** `restore-default <address_id>`: makes the call with which Medusa's workflow restores a default that it had cleared. */
export default async function restoreDefault({ container, args: [id = ""] }: ExecArgs) {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  await customers.updateCustomerAddresses({ id: [id] }, { is_default_shipping: true })
  return {}
}
