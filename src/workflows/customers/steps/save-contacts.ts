import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  CONTACT_MODULE,
  type ContactModuleService,
  type ContactsDone,
  type ListedContact,
} from "../../../modules/contact"

type Input = { customer_id: string; contacts: readonly ListedContact[] }
type Saved = { customer_id: string; done: ContactsDone }

const NOTHING: ContactsDone = { added: [], changed: [], primary: { from: null, to: null } }

/** Refuses contacts that {@link saveContactsStep} would refuse, before anything is written. */
export const checkContactsStep = createStep(
  "clientele-check-contacts",
  async ({ customer_id, contacts }: Input, { container }) => {
    if (contacts.length > 0) {
      await container.resolve<ContactModuleService>(CONTACT_MODULE).checkContacts(customer_id, contacts)
    }
    return new StepResponse(undefined)
  },
)

/** Changes and adds the contacts that come with a customer (ADR 0047). */
export const saveContactsStep = createStep(
  "clientele-save-contacts",
  async ({ customer_id, contacts }: Input, { container }) => {
    if (contacts.length === 0) {
      // Medusa passes the output to the compensation if the step gives nothing else.
      return new StepResponse<ContactsDone, Saved | null>(NOTHING, null)
    }
    const done = await container.resolve<ContactModuleService>(CONTACT_MODULE).saveContacts(customer_id, contacts)
    return new StepResponse<ContactsDone, Saved | null>(done, { customer_id, done })
  },
  async (saved, { container }) => {
    if (saved) {
      await container.resolve<ContactModuleService>(CONTACT_MODULE).undoChange(saved.customer_id, saved.done)
    }
  },
)
