import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"

/** These carts, with these fields of Query. Missing carts are left out. */
export async function listCarts<Cart>(
  container: MedusaContainer,
  ids: readonly string[],
  fields: string[],
): Promise<Cart[]> {
  if (ids.length === 0) {
    return []
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields, filters: { id: [...ids] } })
  return data as unknown as Cart[]
}

/** One cart; `null` if it does not exist. */
export async function findCart<Cart>(container: MedusaContainer, id: string, fields: string[]): Promise<Cart | null> {
  const [cart] = await listCarts<Cart>(container, [id], fields)
  return cart ?? null
}

/** One cart. @throws `not_found` */
export async function getCart<Cart>(container: MedusaContainer, id: string, fields: string[]): Promise<Cart> {
  const cart = await findCart<Cart>(container, id, fields)
  if (!cart) {
    throw clienteleError("not_found", `Cart not found: ${id}`)
  }
  return cart
}
