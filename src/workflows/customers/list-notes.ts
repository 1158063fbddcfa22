import type { MedusaContainer } from "@medusajs/framework/types"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerNote,
  type CustomerProfileModuleService,
} from "../../modules/customer_profile"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"

/** A customer's notes, newest first (CONTRACT R14). @throws `not_found` for an unknown customer */
export async function listNotes(
  container: MedusaContainer,
  customerId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ notes: CustomerNote[]; count: number }> {
  await getMedusaCustomer(container, customerId)
  return profiles(container).listNotes(customerId, limit, offset)
}

/** @throws `not_found`, also for another customer's note */
export async function getNote(container: MedusaContainer, customerId: string, id: string): Promise<CustomerNote> {
  await getMedusaCustomer(container, customerId)
  return profiles(container).getNote(customerId, id)
}

const profiles = (container: MedusaContainer) =>
  container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
