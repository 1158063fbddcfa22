import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { CONTACT_MODULE, type Contact, type ContactModuleService, type ContactsDone } from "../../modules/contact"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { afterCustomersChanged } from "../shared/customers/refresh-index"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { emitChanged, emitContacts, emitTakenBack } from "./announce-contacts"
import { ContactChange, NewContact } from "./contact-input"

export type AddContactWorkflowInput = { customer_id: string; contact: z.input<typeof NewContact> }
export type UpdateContactWorkflowInput = { customer_id: string; id: string; contact: z.input<typeof ContactChange> }
export type RemoveContactWorkflowInput = { customer_id: string; id: string }

const service = (container: MedusaContainer) => container.resolve<ContactModuleService>(CONTACT_MODULE)

/** Undoes a step's effects on a customer's contacts, without touching later changes by other requests (ADR 0028). */
async function takeBack(
  step: { customer_id: string; done: ContactsDone } | undefined,
  { container }: { container: MedusaContainer },
): Promise<void> {
  if (step) {
    const { customer_id, done } = step
    await service(container).undoChange(customer_id, done)
    await afterCustomersChanged(container, [customer_id])
    await emitTakenBack(container, customer_id, done)
  }
}

const addContactStep = createStep(
  "clientele-add-contact",
  async ({ customer_id, contact }: AddContactWorkflowInput, { container }) => {
    const fields = parse(NewContact, contact, "contact")
    await getMedusaCustomer(container, customer_id)
    const { contacts, done } = await service(container).addContacts(customer_id, [fields])
    await afterCustomersChanged(container, [customer_id])
    await emitChanged(container, customer_id, done)
    return new StepResponse(contacts[0] as Contact, { customer_id, done })
  },
  takeBack,
)

const updateContactStep = createStep(
  "clientele-update-contact",
  async ({ customer_id, id, contact }: UpdateContactWorkflowInput, { container }) => {
    const change = parse(ContactChange, contact, "contact")
    await getMedusaCustomer(container, customer_id)
    const { contact: changed, done } = await service(container).changeContact(customer_id, id, change)
    await afterCustomersChanged(container, [customer_id])
    await emitChanged(container, customer_id, done)
    return new StepResponse(changed, { customer_id, done })
  },
  takeBack,
)

const removeContactStep = createStep(
  "clientele-remove-contact",
  async ({ customer_id, id }: RemoveContactWorkflowInput, { container }) => {
    await getMedusaCustomer(container, customer_id)
    const removed = await service(container).deleteContact(customer_id, id)
    await afterCustomersChanged(container, [customer_id])
    await emitContacts(container, customer_id, { deleted: [id] })
    return new StepResponse({ id }, { customer_id, removed })
  },
  async (done, { container }) => {
    if (done) {
      const { customer_id, removed } = done
      if (await service(container).undoDelete(customer_id, removed)) {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.warn(
          `clientele: contact ${removed.id} was restored without its email address. Another contact of ${customer_id} ` +
            "has that address now. Give the restored contact another address, or delete it.",
        )
      }
      await afterCustomersChanged(container, [customer_id])
      await emitContacts(container, customer_id, { created: [removed.id] })
    }
  },
)

/**
 * This workflow adds a contact to a customer (contract R20); the first one becomes primary. If a later step of your
 * workflow fails, the contact is removed, and the former primary contact is primary again.
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
export const addContactWorkflow = oneStepWorkflow("clientele-add-contact", addContactStep)

/**
 * This workflow changes the given fields of a contact (contract R20); `null` clears a field. If a later step of your
 * workflow fails, these fields have their earlier values again.
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
export const updateContactWorkflow = oneStepWorkflow("clientele-update-contact", updateContactStep)

/**
 * This workflow removes a contact (contract R20); if it was primary, the oldest remaining contact becomes primary. If a
 * later step of your workflow fails, the contact is restored, without its email address if another contact has it by then.
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
export const removeContactWorkflow = oneStepWorkflow("clientele-remove-contact", removeContactStep)
