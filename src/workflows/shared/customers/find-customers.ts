import type { MedusaContainer } from "@medusajs/framework/types"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../../modules/customer_projection"

/** Minimum characters of a search. Fewer match too many customers. */
const LEAST = 2

/**
 * Ids of the customers that the search of the customers' list finds: by name, company, parts of addresses, telephone number, external
 * id, contact. The newest are first.
 *
 * @param most maximum number; a search with more results must be narrowed
 * @returns none for fewer than two characters
 */
export async function findCustomers(container: MedusaContainer, q: string, most: number): Promise<string[]> {
  if ([...q.trim()].length < LEAST) {
    return []
  }
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const request = { order: "-created_at", limit: most, offset: 0 } as const
  return (await projection.listCustomers({ q }, request)).customer_ids
}
