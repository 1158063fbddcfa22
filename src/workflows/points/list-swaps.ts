import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import type { SwapFacts } from "../../modules/points"

/** The effects of exchanges and claims on lines, by the line's id. */
export type Swaps = Map<string, SwapFacts>

type SwapRow = {
  return_id?: string | null
  canceled_at?: string | Date | null
  additional_items?: { item_id: string; is_additional_item?: boolean }[]
}
type ReturnRow = {
  canceled_at?: string | Date | null
  items?: {
    item_id: string
    quantity: BigNumberInput
    received_quantity?: BigNumberInput
    damaged_quantity?: BigNumberInput
  }[]
}

const none: SwapFacts = { awaited_quantity: 0, swapped_quantity: 0, is_replacement: false }

const SWAP_FIELDS = ["id", "return_id", "canceled_at", "additional_items.*"]
const RETURN_FIELDS = ["id", "canceled_at", "items.*"]

/** Exchanges and claims of orders that sent goods, and their returns. */
export async function listSwaps(container: MedusaContainer, orderIds: string[]): Promise<Swaps> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const read = async <Row>(entity: string, fields: string[], filters: object): Promise<Row[]> =>
    (await query.graph({ entity, fields, filters } as Parameters<typeof query.graph>[0])).data as unknown as Row[]
  const found = await Promise.all(
    ["order_exchange", "order_claim"].map((entity) => read<SwapRow>(entity, SWAP_FIELDS, { order_id: orderIds })),
  )
  const sent = found
    .flat()
    .filter((swap) => !swap.canceled_at)
    .map((swap) => ({
      return_id: swap.return_id,
      items: (swap.additional_items ?? []).filter((item) => item.is_additional_item !== false),
    }))
    .filter(({ items }) => items.length > 0)
  const swaps: Swaps = new Map()
  for (const { item_id } of sent.flatMap(({ items }) => items)) {
    swaps.set(item_id, { ...none, is_replacement: true })
  }
  const returnIds = sent.flatMap(({ return_id }) => return_id ?? [])
  const returns = returnIds.length > 0 ? await read<ReturnRow>("return", RETURN_FIELDS, { id: returnIds }) : []
  for (const item of returns.filter((one) => !one.canceled_at).flatMap(({ items }) => items ?? [])) {
    const known = swaps.get(item.item_id) ?? none
    const here = MathBN.sum(item.received_quantity ?? 0, item.damaged_quantity ?? 0)
    swaps.set(item.item_id, {
      ...known,
      awaited_quantity: MathBN.add(known.awaited_quantity, MathBN.max(MathBN.sub(item.quantity, here), 0)),
      swapped_quantity: MathBN.add(known.swapped_quantity, item.quantity),
    })
  }
  return swaps
}
