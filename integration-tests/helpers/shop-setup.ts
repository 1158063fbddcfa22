import type { HttpTypes } from "@medusajs/framework/types"
import type { Api } from "./api"

/** One region of the shop: a country with its currency. */
export type RegionPlan = {
  currency: string
  country: string
  /** Percent, for example 19. Default: 0. */
  taxRate?: number
  /** Whether the prices in this currency include the tax. */
  taxInclusive?: boolean
}

/** The usual two regions: dollars in the US and euros in Germany, both without tax. */
export const DEFAULT_REGIONS: RegionPlan[] = [
  { currency: "usd", country: "us" },
  { currency: "eur", country: "de" },
]

/** Prices in every currency of the shop, in major units. */
export const PRICES = { shirt: 20, mug: 9.99, book: 8.5, giftCard: 25, sample: 0, download: 20, licence: 25 } as const
/** Goods without shipping, which is half of an order's work. A licence costs as much as a shirt with shipping. */
export const NOT_SENT: readonly ProductName[] = ["download", "licence"]
/** Goods without discounts: a gift card, and a book with a price set by law. */
const UNDISCOUNTED: readonly ProductName[] = ["giftCard", "book"]
const SHIPPING_PRICES = { standard: 5, free: 0 } as const

/** Payment methods of every region: captured later by the shop, captured at the authorisation, or on account. */
export const PAYMENT_PROVIDERS = {
  manual: "pp_system_default",
  instant: "pp_instant_instant",
  terms: "pp_credit_terms",
} as const

export type ProductName = keyof typeof PRICES
export type ShippingName = keyof typeof SHIPPING_PRICES

/** The parts of the shop, for tests that order in it. */
export type ShopParts = {
  publishableKey: string
  salesChannelId: string
  stockLocationId: string
  /** Region ids and countries by currency code. */
  regions: Record<string, { id: string; country: string }>
  /** Variant ids by product. */
  variants: Record<ProductName, string>
  /** Shipping option ids. */
  shipping: Record<ShippingName, string>
}

async function publishableKey(admin: Api, salesChannelId: string): Promise<string> {
  const title = { title: "Storefront", type: "publishable" }
  const { api_key } = await admin.post<HttpTypes.AdminApiKeyResponse>("/admin/api-keys", title)
  await admin.post(`/admin/api-keys/${api_key.id}/sales-channels`, { add: [salesChannelId] })
  return api_key.token
}

async function createRegions(admin: Api, plans: RegionPlan[]): Promise<ShopParts["regions"]> {
  const { stores } = await admin.get<HttpTypes.AdminStoreListResponse>("/admin/stores")
  const currencies = plans.map(({ currency, taxInclusive = false }, index) => ({
    currency_code: currency,
    is_default: index === 0,
    is_tax_inclusive: taxInclusive,
  }))
  await admin.post(`/admin/stores/${first(stores).id}`, { supported_currencies: currencies })
  // A store outside this repository has only Medusa's manual method.
  const { payment_providers } = await admin.get<HttpTypes.AdminPaymentProviderListResponse>(
    "/admin/payments/payment-providers",
  )
  const regions: ShopParts["regions"] = {}
  for (const { currency, country, taxRate = 0, taxInclusive = false } of plans) {
    const { region } = await admin.post<HttpTypes.AdminRegionResponse>("/admin/regions", {
      name: country.toUpperCase(),
      currency_code: currency,
      countries: [country],
      payment_providers: payment_providers.map(({ id }) => id),
      is_tax_inclusive: taxInclusive,
    })
    const tax = { name: "Tax", code: "tax", rate: taxRate }
    await admin.post("/admin/tax-regions", { country_code: country, provider_id: "tp_system", default_tax_rate: tax })
    regions[currency] = { id: region.id, country }
  }
  return regions
}

async function createStockLocation(admin: Api, salesChannelId: string, country: string): Promise<string> {
  const { stock_location } = await admin.post<HttpTypes.AdminStockLocationResponse>("/admin/stock-locations", {
    name: "Warehouse",
    address: { address_1: "1 Harbour", city: "Town", country_code: country },
  })
  const path = `/admin/stock-locations/${stock_location.id}`
  await admin.post(`${path}/fulfillment-providers`, { add: ["manual_manual"] })
  await admin.post(`${path}/sales-channels`, { add: [salesChannelId] })
  return stock_location.id
}

async function createServiceZone(admin: Api, stockLocationId: string, countries: string[]): Promise<string> {
  const path = `/admin/stock-locations/${stockLocationId}`
  await admin.post(`${path}/fulfillment-sets`, { name: "Parcels", type: "shipping" })
  const { stock_location } = await admin.get<HttpTypes.AdminStockLocationResponse>(`${path}?fields=*fulfillment_sets`)
  const set = first(stock_location.fulfillment_sets ?? [])
  const zone = { name: "Everywhere", geo_zones: countries.map((code) => ({ type: "country", country_code: code })) }
  const { fulfillment_set } = await admin.post<HttpTypes.AdminFulfillmentSetResponse>(
    `/admin/fulfillment-sets/${set.id}/service-zones`,
    zone,
  )
  return first(fulfillment_set.service_zones).id
}

async function createShipping(
  admin: Api,
  zoneId: string,
  profileId: string,
  currencies: string[],
): Promise<ShopParts["shipping"]> {
  const create = async (name: ShippingName): Promise<string> => {
    const { shipping_option } = await admin.post<HttpTypes.AdminShippingOptionResponse>("/admin/shipping-options", {
      name,
      service_zone_id: zoneId,
      shipping_profile_id: profileId,
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: name, description: name, code: name },
      prices: currencies.map((currency_code) => ({ currency_code, amount: SHIPPING_PRICES[name] })),
      rules: [
        { attribute: "enabled_in_store", operator: "eq", value: "true" },
        { attribute: "is_return", operator: "eq", value: "false" },
      ],
    })
    return shipping_option.id
  }
  return { standard: await create("standard"), free: await create("free") }
}

async function createProducts(
  admin: Api,
  salesChannelId: string,
  profileId: string,
  currencies: string[],
): Promise<ShopParts["variants"]> {
  const create = async (name: ProductName): Promise<string> => {
    const { product } = await admin.post<HttpTypes.AdminProductResponse>("/admin/products", {
      title: name,
      status: "published",
      is_giftcard: name === "giftCard",
      discountable: !UNDISCOUNTED.includes(name),
      ...(NOT_SENT.includes(name) ? {} : { shipping_profile_id: profileId }),
      sales_channels: [{ id: salesChannelId }],
      options: [{ title: "Kind", values: ["one"] }],
      variants: [
        {
          title: "one",
          sku: name,
          manage_inventory: false,
          options: { Kind: "one" },
          prices: currencies.map((currency_code) => ({ currency_code, amount: PRICES[name] })),
        },
      ],
    })
    return first(product.variants ?? []).id
  }
  return {
    shirt: await create("shirt"),
    mug: await create("mug"),
    book: await create("book"),
    giftCard: await create("giftCard"),
    sample: await create("sample"),
    download: await create("download"),
    licence: await create("licence"),
  }
}

/** The first element of a list that must not be empty. @throws if it is empty */
export function first<T>(list: T[]): T {
  const [item] = list
  if (item === undefined) throw new Error("expected at least one, got none")
  return item
}

/** Fills a fresh store over the admin API. */
export async function setUpShop(admin: Api, plans: RegionPlan[]): Promise<ShopParts> {
  const currencies = plans.map(({ currency }) => currency)
  const countries = plans.map(({ country }) => country)
  const { sales_channels } = await admin.get<HttpTypes.AdminSalesChannelListResponse>("/admin/sales-channels")
  const salesChannelId = first(sales_channels).id
  const { shipping_profiles } = await admin.get<HttpTypes.AdminShippingProfileListResponse>("/admin/shipping-profiles")
  const profile =
    shipping_profiles[0] ??
    (
      await admin.post<HttpTypes.AdminShippingProfileResponse>("/admin/shipping-profiles", {
        name: "Default",
        type: "default",
      })
    ).shipping_profile
  const regions = await createRegions(admin, plans)
  const stockLocationId = await createStockLocation(admin, salesChannelId, first(countries))
  const zoneId = await createServiceZone(admin, stockLocationId, countries)
  return {
    publishableKey: await publishableKey(admin, salesChannelId),
    salesChannelId,
    stockLocationId,
    regions,
    shipping: await createShipping(admin, zoneId, profile.id, currencies),
    variants: await createProducts(admin, salesChannelId, profile.id, currencies),
  }
}

/** Saves the parts of the shop in its store, for copies of the database. */
export async function keepShopParts(admin: Api, parts: ShopParts): Promise<void> {
  const { stores } = await admin.get<HttpTypes.AdminStoreListResponse>("/admin/stores")
  await admin.post(`/admin/stores/${first(stores).id}`, { metadata: { shop_parts: parts } })
}

/** The parts saved by `keepShopParts`, or undefined in a store without a shop. */
export async function readShopParts(admin: Api): Promise<ShopParts | undefined> {
  const { stores } = await admin.get<HttpTypes.AdminStoreListResponse>("/admin/stores")
  return stores[0]?.metadata?.shop_parts as ShopParts | undefined
}
