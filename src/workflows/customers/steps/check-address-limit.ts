import type { ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  ADDRESS_BOOK_MODULE,
  type AddressBookModuleService,
  type AddressInput,
  planAddresses,
} from "../../../modules/address_book"
import { addressLimit } from "../decorate-addresses"

type Input = { customer_id: string; addresses: AddressInput }

/**
 * Refuses addresses beyond the limit before anything is written (contract R21). Between parallel requests the decorated
 * Customer module decides, under the customer's lock.
 */
export const checkAddressLimitStep = createStep(
  "clientele-check-address-limit",
  async ({ customer_id, addresses }: Input, { container }) => {
    const { maxPerCustomer } = container.resolve<AddressBookModuleService>(ADDRESS_BOOK_MODULE)
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const present = await customers.listCustomerAddresses({ customer_id })
    const { create } = planAddresses(present, addresses)
    if (maxPerCustomer !== null && create.length > 0 && present.length + create.length > maxPerCustomer) {
      throw addressLimit(maxPerCustomer)
    }
    return new StepResponse(undefined)
  },
)
