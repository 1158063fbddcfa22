import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { CONTACT_MODULE, type Contact, type ContactFields, type ContactModuleService } from "../../modules/contact"
import { emit } from "../events"
import { parse } from "../input/parse"
import { ContactChange, NewContact } from "./contact-input"
import { customerEvents } from "./events"
import { findCustomer } from "./find-customer"
import { afterCustomersChanged } from "./refresh"

export type AddContactWorkflowInput = { customer_id: string; contact: z.input<typeof NewContact> }
export type UpdateContactWorkflowInput = { customer_id: string; id: string; contact: z.input<typeof ContactChange> }
export type RemoveContactWorkflowInput = { customer_id: string; id: string }

const addContactStep = createStep(
  "clientele-add-contact",
  async ({ customer_id, contact }: AddContactWorkflowInput, { container }) => {
    const fields = parse(NewContact, contact, "contact")
    await findCustomer(container, customer_id)
    const { contacts, former } = await service(container).addContacts(customer_id, [fields])
    const [added] = contacts as [Contact]
    await tell(container, "CONTACT_CREATED", added)
    return new StepResponse(added, { added, former })
  },
  async (done, { container }) => {
    if (done) {
      await service(container).undoAdd(done.added.customer_id, [done.added.id], done.former)
      await tell(container, "CONTACT_DELETED", done.added)
    }
  },
)

const updateContactStep = createStep(
  "clientele-update-contact",
  async ({ customer_id, id, contact }: UpdateContactWorkflowInput, { container }) => {
    const change = parse(ContactChange, contact, "contact")
    await findCustomer(container, customer_id)
    const before = await service(container).listContacts([customer_id])
    const changed = await service(container).updateContact(customer_id, id, change)
    await tell(container, "CONTACT_UPDATED", changed)
    return new StepResponse(changed, { customer_id, id, change, before })
  },
  async (done, { container }) => {
    if (done) {
      const { customer_id, id, change, before } = done
      const undo = earlier(before.find((one) => one.id === id) as Contact, change)
      const restored = await service(container).updateContact(customer_id, id, undo)
      const former = before.find(({ is_primary }) => is_primary)
      if (former && former.id !== id && change.is_primary !== undefined) {
        await service(container).updateContact(customer_id, former.id, { is_primary: true })
      }
      await tell(container, "CONTACT_UPDATED", restored)
    }
  },
)

const removeContactStep = createStep(
  "clientele-remove-contact",
  async ({ customer_id, id }: RemoveContactWorkflowInput, { container }) => {
    await findCustomer(container, customer_id)
    const { is_primary } = await service(container).getContact(customer_id, id)
    await service(container).deleteContact(customer_id, id)
    await tell(container, "CONTACT_DELETED", { id, customer_id })
    return new StepResponse({ id }, { id, customer_id, is_primary })
  },
  async (done, { container }) => {
    if (done) {
      await service(container).undoDelete(done.customer_id, done.id, done.is_primary)
      await tell(container, "CONTACT_CREATED", done)
    }
  },
)

/**
 * This workflow adds a contact to a customer (CONTRACT R20); the first one becomes primary. Where a later step of your workflow
 * fails, the contact is gone, and the former primary one is so again.
 *
 * Errors: `not_found`, `invalid_request` naming the field.
 *
 * @example
 * const { result: contact } = await addContactWorkflow(container).run({
 *   input: { customer_id: "cus_123", contact: { name: "Sarah Davis", email: "sarah@example.com" } },
 * })
 *
 * @summary Add a contact to a customer.
 */
export const addContactWorkflow = createWorkflow(
  "clientele-add-contact",
  (input: WorkflowData<AddContactWorkflowInput>) => new WorkflowResponse(addContactStep(input)),
)

/**
 * This workflow changes what is given of a contact (CONTRACT R20); `null` empties a field. Where a later step of your workflow
 * fails, these fields are as before.
 *
 * Errors: `not_found`, also for another customer's contact; `invalid_request` naming the field.
 *
 * @example
 * const { result: contact } = await updateContactWorkflow(container).run({
 *   input: { customer_id: "cus_123", id: "cont_123", contact: { title: "Buyer", is_primary: true } },
 * })
 *
 * @summary Change a contact.
 */
export const updateContactWorkflow = createWorkflow(
  "clientele-update-contact",
  (input: WorkflowData<UpdateContactWorkflowInput>) => new WorkflowResponse(updateContactStep(input)),
)

/**
 * This workflow removes a contact (CONTRACT R20); the oldest that is left becomes primary where it was. Where a later step of your
 * workflow fails, the contact is there again.
 *
 * Errors: `not_found`, also for another customer's contact.
 *
 * @example
 * await removeContactWorkflow(container).run({
 *   input: { customer_id: "cus_123", id: "cont_123" },
 * })
 *
 * @summary Remove a contact.
 */
export const removeContactWorkflow = createWorkflow(
  "clientele-remove-contact",
  (input: WorkflowData<RemoveContactWorkflowInput>) => new WorkflowResponse(removeContactStep(input)),
)

const service = (container: MedusaContainer) => container.resolve<ContactModuleService>(CONTACT_MODULE)

/** What a change has overwritten, of its own fields only (ADR 0028). */
function earlier(before: Contact, change: Partial<ContactFields>): Partial<ContactFields> {
  const { phone, phone_original, ...rest } = before
  const all = { ...rest, phone: phone ? { e164: phone, original: phone_original ?? phone } : null }
  const keys = Object.keys(change) as (keyof ContactFields)[]
  return Object.fromEntries(keys.map((key) => [key, all[key]]))
}

/** Lists and search see the change with the answer; subscribers are told. */
async function tell(
  container: MedusaContainer,
  event: "CONTACT_CREATED" | "CONTACT_UPDATED" | "CONTACT_DELETED",
  { id, customer_id }: Pick<Contact, "id" | "customer_id">,
): Promise<void> {
  await afterCustomersChanged(container, [customer_id])
  await emit(container, [{ name: customerEvents[event], data: { id, customer_id, customer_ids: [customer_id] } }])
}
