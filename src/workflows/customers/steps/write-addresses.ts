import type { CustomerAddressDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { createCustomerAddressesWorkflow, updateCustomerAddressesWorkflow } from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../../kernel/errors"
import { ascendingIds } from "../../../kernel/ulid"
import {
  type AddressesDone,
  type AddressInput,
  freeMarks,
  movedMarks,
  planAddresses,
  undoAddresses,
} from "../../../modules/address_book"

type Input = { customer_id: string; addresses: AddressInput }
type Done = AddressesDone & { customer_id: string }

/** Applies a client's addresses to the customer's addresses, through Medusa's workflows (contract R21). */
export const writeAddressesStep = createStep(
  "clientele-write-addresses",
  async ({ customer_id, addresses }: Input, { container }) => {
    const before = await container
      .resolve<ICustomerModuleService>(Modules.CUSTOMER)
      .listCustomerAddresses({ customer_id })
    const { create, update } = planAddresses(before, addresses)
    const done: Done = { customer_id, created: [], updated: [], moved: [] }
    try {
      for (const { id, change } of update) {
        const { result } = await updateCustomerAddressesWorkflow(container).run({
          input: { selector: { id, customer_id }, update: change },
        })
        if (result.length === 0) {
          throw clienteleError("conflict")
        }
        const known = before.find((one) => one.id === id) as CustomerAddressDTO
        done.updated.push({ before: known, change })
        done.moved.push(...movedMarks(before, [{ ...change, id }]))
      }
      if (create.length > 0) {
        const ids = ascendingIds("cuaddr", create.length)
        const { result } = await createCustomerAddressesWorkflow(container).run({
          input: { addresses: create.map((address, index) => ({ id: ids[index], ...address, customer_id })) },
        })
        done.created.push(...result.map(({ id }) => id))
        done.moved.push(...movedMarks(before, result))
      }
    } catch (error) {
      // A step that fails is not compensated, so its earlier writes are undone here.
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

/** Marks come last, and only if no other address has them by then. */
async function putBack(container: MedusaContainer, { customer_id, ...done }: Done): Promise<void> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const { remove, update, mark } = undoAddresses(await customers.listCustomerAddresses({ customer_id }), done)
  if (remove.length > 0) {
    await customers.deleteCustomerAddresses(remove)
  }
  for (const { id, change } of update) {
    await customers.updateCustomerAddresses(id, change as object)
  }
  if (mark.length > 0) {
    for (const { id, change } of freeMarks(await customers.listCustomerAddresses({ customer_id }), mark)) {
      // With a list of ids the Customer module sets a mark only if no other address has it (default-address.ts).
      await customers.updateCustomerAddresses({ id: [id] }, change as object)
    }
  }
}
