import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CONTACT_MODULE, type ContactFields, type ContactModuleService } from "../../../modules/contact"

type Input = { customer_id: string; contacts: readonly ContactFields[] }
type Done = { customer_id: string; ids: string[]; former: string | null }

/** Adds the contacts that come with a new customer. */
export const addContactsStep = createStep(
  "clientele-add-contacts",
  async ({ customer_id, contacts }: Input, { container }) => {
    if (contacts.length === 0) {
      return new StepResponse<string[], Done>([])
    }
    const service = container.resolve<ContactModuleService>(CONTACT_MODULE)
    const { contacts: added, former } = await service.addContacts(customer_id, contacts)
    const ids = added.map(({ id }) => id)
    return new StepResponse<string[], Done>(ids, { customer_id, ids, former })
  },
  async (done, { container }) => {
    if (done) {
      await container.resolve<ContactModuleService>(CONTACT_MODULE).undoAdd(done.customer_id, done.ids, done.former)
    }
  },
)
