import type { BigNumberInput, IPricingModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { fewestQuantities, spanAround, type Tier } from "./price-tiers"

export type Product = {
  id: string
  status: string
  type_id: string | null
  discountable: boolean
  is_giftcard: boolean
}

/** The price of a variant at a quantity. */
export type Priced = { product: Product; unit_price: BigNumberInput; is_tax_inclusive: boolean }

/** The price context beside the quantity: region, customer and so on. */
export type PriceContext = Record<string, unknown> & { currency_code: string }

type Variant = { id: string; product?: Product; price_set?: { id: string } | null }
type Prices = Awaited<ReturnType<IPricingModuleService["calculatePrices"]>>
type Price = Prices[number]

/**
 * Maximum calls for prices of one preview. Quantities share a call unless a tier of their goods lies between them, so only
 * the shop's own tiers can reach this number (contract M53).
 */
const MAX_CALLS = 20

/**
 * Prices of a published product's variants by Medusa's rules, each at its quantity.
 *
 * @returns in the order of `items`; `null` for an item that is not for sale in this context
 * @throws `invalid_request` naming `items` if the quantities are in too many tiers
 */
export async function readPrices(
  container: MedusaContainer,
  context: PriceContext,
  items: readonly { variant_id: string; quantity: number }[],
): Promise<(Priced | null)[]> {
  const variants = await readVariants(container, [...new Set(items.map(({ variant_id }) => variant_id))])
  const lines = items.map(({ variant_id, quantity }) => {
    const variant = variants.get(variant_id)
    return { product: variant?.product, priceSet: variant?.price_set?.id ?? "", quantity }
  })
  const tiers = await readTiers(container, [...new Set(lines.flatMap(({ priceSet }) => priceSet || []))], context)
  const asked = fewestQuantities(lines.map(({ priceSet, quantity }) => spanAround(quantity, tiers.get(priceSet) ?? [])))
  const prices = await calculate(
    container,
    context,
    lines.map(({ priceSet }, i) => ({ priceSet, quantity: asked[i] ?? 1 })),
  )
  return lines.map(({ product }, i) => {
    const price = prices[i]
    if (product?.status !== "published" || price?.calculated_amount == null) {
      return null
    }
    const { calculated_amount: unit_price, is_calculated_price_tax_inclusive } = price
    return { product, unit_price, is_tax_inclusive: is_calculated_price_tax_inclusive === true }
  })
}

async function readVariants(container: MedusaContainer, ids: string[]): Promise<Map<string, Variant>> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "variant",
    fields: [
      "id",
      "price_set.id",
      "product.id",
      "product.status",
      "product.type_id",
      "product.collection_id",
      "product.discountable",
      "product.is_giftcard",
      "product.categories.id",
      "product.tags.id",
    ],
    filters: { id: ids },
  })
  return new Map((data as unknown as Variant[]).map((variant) => [variant.id, variant]))
}

/** The tiers of each price set, including price lists. Goods with one price for all quantities have none. */
async function readTiers(
  container: MedusaContainer,
  priceSets: string[],
  { currency_code }: PriceContext,
): Promise<Map<string, Tier[]>> {
  type Row = { price_set_id: string; min_quantity: BigNumberInput | null; max_quantity: BigNumberInput | null }
  type Prices = { listPrices(filters: object, config: object): Promise<Row[]> }
  const isTier = [{ min_quantity: { $ne: null } }, { max_quantity: { $ne: null } }]
  const rows =
    priceSets.length === 0
      ? []
      : await container
          .resolve<Prices>(Modules.PRICING)
          .listPrices(
            { price_set_id: priceSets, currency_code, $or: isTier },
            { select: ["id", "price_set_id", "min_quantity", "max_quantity"] },
          )
  const found = new Map<string, Tier[]>()
  const bound = (quantity: BigNumberInput | null) => (quantity === null ? null : Number(quantity))
  for (const { price_set_id, min_quantity, max_quantity } of rows) {
    const tier = { min: bound(min_quantity), max: bound(max_quantity) }
    found.set(price_set_id, [...(found.get(price_set_id) ?? []), tier])
  }
  return found
}

/** One call of the Pricing module for each quantity. */
async function calculate(
  container: MedusaContainer,
  context: PriceContext,
  asked: { priceSet: string; quantity: number }[],
): Promise<(Price | undefined)[]> {
  const pricing = container.resolve<IPricingModuleService>(Modules.PRICING)
  const bySet = new Map<number, Map<string, Price>>()
  const quantities = new Set(asked.map(({ quantity }) => quantity))
  if (quantities.size > MAX_CALLS) {
    throw clienteleError("invalid_request", "items: have too many price tiers; send fewer items")
  }
  for (const quantity of quantities) {
    const id = asked.flatMap((one) => (one.quantity === quantity && one.priceSet ? one.priceSet : []))
    const found =
      id.length === 0
        ? []
        : await pricing.calculatePrices({ id: [...new Set(id)] }, { context: { ...context, quantity } as never })
    bySet.set(quantity, new Map(found.map((price) => [price.id, price])))
  }
  return asked.map(({ priceSet, quantity }) => bySet.get(quantity)?.get(priceSet))
}
