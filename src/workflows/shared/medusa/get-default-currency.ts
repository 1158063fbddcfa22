import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The store's default currency, to which the plain rates of contract R30 apply; `""` if the store has none yet. */
export async function getDefaultCurrency(container: MedusaContainer): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "store", fields: ["supported_currencies.*"] })
  const currencies = (data[0]?.supported_currencies ?? []) as { currency_code: string; is_default: boolean }[]
  return (currencies.find((one) => one.is_default) ?? currencies[0])?.currency_code ?? ""
}
