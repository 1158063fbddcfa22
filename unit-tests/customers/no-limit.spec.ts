import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { ADDRESS_BOOK_MODULE, AddressBookModuleService } from "../../src/modules/address_book"
import { bindCustomers } from "../../src/workflows/customers/bind-customers"

function bound(maxPerCustomer: number | null) {
  const book = new AddressBookModuleService({}, { addresses: { maxPerCustomer } })
  const create = async () => "made by Medusa"
  const customers = { createCustomerAddresses: create, updateCustomerAddresses: create }
  const modules: Record<string, object> = { [ADDRESS_BOOK_MODULE]: book, [Modules.CUSTOMER]: customers }
  bindCustomers({ resolve: (key: string) => modules[key] } as unknown as MedusaContainer)
  return customers.createCustomerAddresses === create
}

// Guard: `maxPerCustomer === null` in bindCustomers.
test("R21: without a limit Medusa's module stays as it is", () => {
  expect(bound(null)).toBe(true)
  expect(bound(3)).toBe(false)
})
