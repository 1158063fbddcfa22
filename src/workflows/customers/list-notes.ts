import type { MedusaContainer } from "@medusajs/framework/types"
import { CUSTOMER_NOTE_MODULE, type CustomerNote, type CustomerNoteModuleService } from "../../modules/customer_note"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"

/** A customer's notes, newest first (contract R14). @throws `not_found` for an unknown customer */
export async function listNotes(
  container: MedusaContainer,
  customerId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ notes: CustomerNote[]; count: number }> {
  await getMedusaCustomer(container, customerId)
  return notes(container).listNotes(customerId, limit, offset)
}

/** @throws `not_found`, also for another customer's note */
export async function getNote(container: MedusaContainer, customerId: string, id: string): Promise<CustomerNote> {
  await getMedusaCustomer(container, customerId)
  return notes(container).getNote(customerId, id)
}

const notes = (container: MedusaContainer) => container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE)
