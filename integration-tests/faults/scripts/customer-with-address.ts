import type { ExecArgs, ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

type Addresses = ICustomerModuleService & {
  softDeleteCustomerAddresses(ids: string[]): Promise<unknown>
  restoreCustomerAddresses(ids: string[]): Promise<unknown>
}

/** `customer-with-address <email>`: creates a customer with an address by one call of Medusa's module, soft-deletes and restores the address. */
export default async function customerWithAddress({ container, args: [email = ""] }: ExecArgs) {
  const customers = container.resolve<Addresses>(Modules.CUSTOMER)
  const { id } = await customers.createCustomers({ email, addresses: [{ city: "Secretville" }] })
  const addresses = await customers.listCustomerAddresses({ customer_id: id })
  const ids = addresses.map((address) => address.id)
  await customers.softDeleteCustomerAddresses(ids)
  await customers.restoreCustomerAddresses(ids)
  return { customer_id: id, address_id: String(ids[0]) }
}
