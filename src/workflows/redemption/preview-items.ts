import type { BigNumberInput, ITaxModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, decorateCartTotals, Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { computeActions, type PreviewCart, type PricedCart } from "./preview-cart"
import { type Product, readPrices } from "./preview-prices"

export type PreviewItems = {
  items: { variant_id: string; quantity: number }[]
  /** Without one: the store's default region, or its only one. */
  region_id?: string | undefined
  /** ISO 3166-1 alpha-2, lower case, for taxes; without one: the region's only country, else no taxes. */
  country_code?: string | undefined
  coupon_code?: string | undefined
  sales_channel_id?: string | undefined
  /** The signed-in customer, whose groups may have prices of their own. */
  customer_id?: string | undefined
}

type Region = { id: string; currency_code: string; automatic_taxes: boolean; countries: { iso_2: string }[] }
type Line = {
  id: string
  variant_id: string
  product_id: string
  product_type_id: string | null
  quantity: number
  unit_price: BigNumberInput
  is_tax_inclusive: boolean
  is_discountable: boolean
  is_giftcard: boolean
  product: Product
}
type Customer = { id: string; groups?: { id: string }[] }

/**
 * Computes the prices of goods like in a new cart of that region, without creating one (contract R41): Medusa's own price,
 * tax and promotion rules, in memory. It has no shipping, and no context that a host adds by hooks of the cart's workflows.
 *
 * @throws `invalid_request` naming the field for an unknown variant, region, country or coupon
 */
export async function priceItems(container: MedusaContainer, request: PreviewItems): Promise<PricedCart> {
  const region = await findRegion(container, request.region_id)
  const country_code = countryOf(region, request.country_code)
  const customer = request.customer_id ? await readCustomer(container, request.customer_id) : null
  const around = {
    id: "preview",
    region,
    region_id: region.id,
    currency_code: region.currency_code,
    sales_channel_id: request.sales_channel_id,
    customer,
    ...(country_code ? { shipping_address: { country_code } } : {}),
  }
  const lines = await priceLines(container, around, request.items)
  const taxes =
    region.automatic_taxes && country_code ? await readTaxes(container, lines, region, country_code, customer) : null
  const items = lines.map((line) => ({ ...line, tax_lines: taxes?.get(line.id) ?? [], adjustments: [] }))
  const cart = decorateCartTotals({ ...around, items, shipping_methods: [] }) as unknown as PreviewCart
  return { cart, actions: await computeActions(container, cart, [], request.coupon_code) }
}

async function findRegion(container: MedusaContainer, regionId: string | undefined): Promise<Region> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const fields = ["id", "currency_code", "automatic_taxes", "countries.iso_2"]
  const find = async (filters: object) =>
    (await query.graph({ entity: "region", fields, filters, pagination: { take: 2 } })).data as unknown as Region[]
  if (regionId !== undefined) {
    const [region] = await find({ id: regionId })
    if (!region) {
      throw clienteleError("invalid_request", "region_id: there is no region with this id")
    }
    return region
  }
  const { data: stores } = await query.graph({ entity: "store", fields: ["default_region_id"] })
  const standard = stores[0]?.default_region_id
  const [region, second] = await find(standard ? { id: standard } : {})
  if (!region || second) {
    throw clienteleError("invalid_request", "region_id: is required, because the store has no default region")
  }
  return region
}

function countryOf(region: Region, wanted: string | undefined): string | undefined {
  const countries = region.countries.map(({ iso_2 }) => iso_2)
  if (wanted !== undefined && !countries.includes(wanted)) {
    throw clienteleError("invalid_request", "country_code: is not a country of the region")
  }
  return wanted ?? (countries.length === 1 ? countries[0] : undefined)
}

type Around = { region: Region; region_id: string; currency_code: string; customer: Customer | null }

async function priceLines(
  container: MedusaContainer,
  { customer, ...around }: Around,
  items: PreviewItems["items"],
): Promise<Line[]> {
  const context = { ...around, ...(customer ? { customer, customer_id: customer.id } : {}) }
  const prices = await readPrices(container, context, items)
  return items.map(({ variant_id, quantity }, i) => {
    const price = prices[i]
    if (!price) {
      throw clienteleError("invalid_request", `items.${i}.variant_id: is not for sale in this region`)
    }
    const { product, unit_price, is_tax_inclusive } = price
    return {
      id: `preview_${i}`,
      variant_id,
      product_id: product.id,
      product_type_id: product.type_id,
      quantity,
      unit_price,
      is_tax_inclusive,
      is_discountable: product.discountable,
      is_giftcard: product.is_giftcard,
      product,
    }
  })
}

async function readTaxes(
  container: MedusaContainer,
  lines: Line[],
  region: Region,
  country_code: string,
  customer: Customer | null,
): Promise<Map<string, { rate: number }[]>> {
  const taxable = lines
    .filter((line) => !line.is_giftcard)
    .map(({ id, product_id, product_type_id, quantity, unit_price }) => ({
      id,
      product_id,
      quantity,
      unit_price,
      currency_code: region.currency_code,
      ...(product_type_id ? { product_type_id } : {}),
    }))
  const found = await container.resolve<ITaxModuleService>(Modules.TAX).getTaxLines(taxable, {
    address: { country_code },
    is_return: false,
    ...(customer
      ? { customer: { id: customer.id, email: "", customer_groups: (customer.groups ?? []).map(({ id }) => id) } }
      : {}),
  })
  const taxes = new Map<string, { rate: number }[]>()
  for (const line of found) {
    if ("line_item_id" in line) {
      taxes.set(line.line_item_id, [...(taxes.get(line.line_item_id) ?? []), { rate: Number(line.rate) }])
    }
  }
  return taxes
}

async function readCustomer(container: MedusaContainer, id: string): Promise<Customer | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "customer", fields: ["id", "groups.id"], filters: { id } })
  return (data[0] as unknown as Customer) ?? null
}
