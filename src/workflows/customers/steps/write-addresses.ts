import type { CustomerAddressDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { createCustomerAddressesWorkflow, updateCustomerAddressesWorkflow } from "@medusajs/medusa/core-flows"
import { type AddressInput, planAddresses } from "../../../modules/address_book"

type Input = { customer_id: string; addresses: AddressInput }
type Done = { customer_id: string; before: CustomerAddressDTO[] }

/** Brings what a client says of addresses onto those that the customer has, through Medusa's workflows (CONTRACT R21). */
export const writeAddressesStep = createStep(
  "clientele-write-addresses",
  async ({ customer_id, addresses }: Input, { container }) => {
    const before = await readAddresses(container, customer_id)
    const { create, update } = planAddresses(before, addresses)
    const done: Done = { customer_id, before }
    try {
      for (const { id, change } of update) {
        await updateCustomerAddressesWorkflow(container).run({
          input: { selector: { id, customer_id }, update: change },
        })
      }
      if (create.length > 0) {
        await createCustomerAddressesWorkflow(container).run({
          input: { addresses: create.map((address) => ({ ...address, customer_id })) },
        })
      }
    } catch (error) {
      // A step that fails is not compensated, so what it has written before goes back here.
      await putBack(container, done)
      throw error
    }
    return new StepResponse(undefined, done)
  },
  async (done, { container }) => {
    if (done) {
      await putBack(container, done)
    }
  },
)

function readAddresses(container: MedusaContainer, customerId: string): Promise<CustomerAddressDTO[]> {
  return container.resolve<ICustomerModuleService>(Modules.CUSTOMER).listCustomerAddresses({ customer_id: customerId })
}

async function putBack(container: MedusaContainer, { customer_id, before }: Done): Promise<void> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const present = await readAddresses(container, customer_id)
  const known = new Set(before.map(({ id }) => id))
  const added = present.filter(({ id }) => !known.has(id)).map(({ id }) => id)
  if (added.length > 0) {
    await customers.deleteCustomerAddresses(added)
  }
  // One default of each kind is allowed at any moment, so all marks go first.
  await customers.updateCustomerAddresses({ customer_id }, { is_default_billing: false, is_default_shipping: false })
  for (const { id, customer_id: _owner, created_at: _made, updated_at: _changed, ...fields } of before) {
    await customers.updateCustomerAddresses(id, fields as object)
  }
}
