import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** A customer's account with a payment provider. */
export type AccountHolder = {
  id: string
  provider_id: string
  external_id: string
  email: string | null
  data: Record<string, unknown>
}

/** A customer's accounts with payment providers. Links without an account are left out. */
export async function listAccountHolders(container: MedusaContainer, customerId: string): Promise<AccountHolder[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "customer",
    fields: ["id", "account_holders.*"],
    filters: { id: customerId },
  })
  const [customer] = data as unknown as { account_holders?: (AccountHolder | null | undefined)[] }[]
  return (customer?.account_holders ?? []).flatMap((holder) => holder ?? [])
}
