import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { canonicalMailbox } from "../../modules/points"

/**
 * The mailbox of a customer's points (CONTRACT R31), `null` for a customer without an email.
 *
 * @throws `not_found`
 */
export async function findMailbox(container: MedusaContainer, customerId: string): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "customer", fields: ["id", "email"], filters: { id: customerId } })
  const [customer] = data
  if (!customer) {
    throw clienteleError("not_found", `Customer not found: ${customerId}`)
  }
  return canonicalMailbox(customer.email)
}
