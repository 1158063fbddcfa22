import type { MedusaContainer } from "@medusajs/framework/types"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerNote,
  type CustomerProfileModuleService,
} from "../../modules/customer_profile"
import { findCustomer } from "./find-customer"

/** A customer's notes, newest first (CONTRACT R14). @throws `not_found` for an unknown customer */
export async function listNotes(
  container: MedusaContainer,
  customerId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ notes: CustomerNote[]; count: number }> {
  await findCustomer(container, customerId)
  return profiles(container).listNotes(customerId, limit, offset)
}

/** @throws `not_found`, also for another customer's note */
export async function getNote(container: MedusaContainer, customerId: string, id: string): Promise<CustomerNote> {
  await findCustomer(container, customerId)
  return profiles(container).getNote(customerId, id)
}

/** @param authorId an admin user's or a secret key's id @throws `not_found` */
export async function addNote(
  container: MedusaContainer,
  customerId: string,
  body: string,
  authorId: string,
): Promise<CustomerNote> {
  await findCustomer(container, customerId)
  return profiles(container).createNote(customerId, body, authorId)
}

/** @throws `not_found`, also for another customer's note */
export async function changeNote(
  container: MedusaContainer,
  customerId: string,
  id: string,
  body: string,
): Promise<CustomerNote> {
  await findCustomer(container, customerId)
  return profiles(container).updateNote(customerId, id, body)
}

/** @throws `not_found`, also for another customer's note */
export async function removeNote(container: MedusaContainer, customerId: string, id: string): Promise<void> {
  await findCustomer(container, customerId)
  await profiles(container).deleteNote(customerId, id)
}

const profiles = (container: MedusaContainer) =>
  container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
