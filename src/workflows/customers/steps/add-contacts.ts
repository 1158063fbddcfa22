import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CONTACT_MODULE, type ContactFields, type ContactModuleService } from "../../../modules/contact"

type Input = { customer_id: string; contacts: readonly ContactFields[] }

/** Adds the contacts that come with a new customer. */
export const addContactsStep = createStep(
  "clientele-add-contacts",
  async ({ customer_id, contacts }: Input, { container }) => {
    if (contacts.length === 0) {
      return new StepResponse<string[]>([])
    }
    const service = container.resolve<ContactModuleService>(CONTACT_MODULE)
    const ids = (await service.createContacts(customer_id, contacts)).map(({ id }) => id)
    return new StepResponse(ids, ids)
  },
  async (ids, { container }) => {
    if (ids?.length) {
      await container.resolve<ContactModuleService>(CONTACT_MODULE).removeContacts(ids)
    }
  },
)
