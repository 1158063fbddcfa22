import type { ExecArgs, ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** `restore-default <address_id>`: the call by which Medusa's workflow gives an address the default back that it had cleared. */
export default async function restoreDefault({ container, args: [id = ""] }: ExecArgs) {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  await customers.updateCustomerAddresses({ id: [id] }, { is_default_shipping: true })
  return {}
}
