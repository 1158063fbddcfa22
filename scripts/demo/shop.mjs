// Fills the demo's store over the admin API. It reuses entities that exist already, so it can run again.

const COUNTRY = "us"
const CURRENCY = "usd"
const PRODUCTS = { "Linen shirt": 40, "Enamel mug": 12 }
const SHIPPING = 5
/** Medusa's manual payment, the card of store/card, and credit terms. */
const PAYMENT_PROVIDERS = ["pp_system_default", "pp_card_demo", "pp_credit_terms"]

async function withPaymentProviders(admin, region) {
  const present = region.payment_providers.map(({ id }) => id)
  if (PAYMENT_PROVIDERS.every((id) => present.includes(id))) return region
  const payment_providers = [...new Set([...present, ...PAYMENT_PROVIDERS])]
  return (await admin.post(`/admin/regions/${region.id}`, { payment_providers })).region
}

async function findRegion(admin) {
  const { regions } = await admin.get("/admin/regions?limit=1000&fields=id,currency_code,*countries,*payment_providers")
  const found = regions.find(({ countries }) => countries.some(({ iso_2 }) => iso_2 === COUNTRY))
  if (found && found.currency_code !== CURRENCY)
    throw new Error(`the shop's region of ${COUNTRY} is not in ${CURRENCY}`)
  if (found) return withPaymentProviders(admin, found)
  const { stores } = await admin.get("/admin/stores")
  const currencies = [{ currency_code: CURRENCY, is_default: true }]
  await admin.post(`/admin/stores/${stores[0].id}`, { name: "Demo shop", supported_currencies: currencies })
  const { region } = await admin.post("/admin/regions", {
    name: "United States",
    currency_code: CURRENCY,
    countries: [COUNTRY],
    payment_providers: PAYMENT_PROVIDERS,
  })
  await admin.post("/admin/tax-regions", {
    country_code: COUNTRY,
    provider_id: "tp_system",
    default_tax_rate: { name: "Tax", code: "tax", rate: 0 },
  })
  return region
}

async function findShippingProfile(admin) {
  const { shipping_profiles } = await admin.get("/admin/shipping-profiles?limit=1")
  if (shipping_profiles[0]) return shipping_profiles[0].id
  const { shipping_profile } = await admin.post("/admin/shipping-profiles", { name: "Default", type: "default" })
  return shipping_profile.id
}

async function addServiceZone(admin, salesChannelId) {
  const { stock_location } = await admin.post("/admin/stock-locations", {
    name: "Demo warehouse",
    address: { address_1: "1 Harbour", city: "Town", country_code: COUNTRY },
  })
  const location = `/admin/stock-locations/${stock_location.id}`
  await admin.post(`${location}/fulfillment-providers`, { add: ["manual_manual"] })
  await admin.post(`${location}/sales-channels`, { add: [salesChannelId] })
  const { stock_location: withSet } = await admin.post(`${location}/fulfillment-sets?fields=*fulfillment_sets`, {
    name: "Demo parcels",
    type: "shipping",
  })
  const zones = `/admin/fulfillment-sets/${withSet.fulfillment_sets[0].id}/service-zones`
  const { fulfillment_set } = await admin.post(zones, {
    name: "Demo zone",
    geo_zones: [{ type: "country", country_code: COUNTRY }],
  })
  return fulfillment_set.service_zones[0].id
}

async function findShippingOption(admin, salesChannelId, profileId) {
  const { shipping_options } = await admin.get("/admin/shipping-options?limit=1000")
  const found = shipping_options.find(({ name }) => name === "Demo parcel")
  if (found) return found.id
  const { shipping_option } = await admin.post("/admin/shipping-options", {
    name: "Demo parcel",
    service_zone_id: await addServiceZone(admin, salesChannelId),
    shipping_profile_id: profileId,
    provider_id: "manual_manual",
    price_type: "flat",
    type: { label: "Parcel", description: "In some days", code: "parcel" },
    prices: [{ currency_code: CURRENCY, amount: SHIPPING }],
    rules: [
      { attribute: "enabled_in_store", operator: "eq", value: "true" },
      { attribute: "is_return", operator: "eq", value: "false" },
    ],
  })
  return shipping_option.id
}

async function findVariant(admin, title, context) {
  const handle = `demo-${title.toLowerCase().replace(" ", "-")}`
  const { products } = await admin.get(`/admin/products?handle=${handle}&fields=id,*variants`)
  if (products[0]) return products[0].variants[0].id
  const { product } = await admin.post("/admin/products", {
    title,
    handle,
    status: "published",
    shipping_profile_id: context.profileId,
    sales_channels: [{ id: context.salesChannelId }],
    options: [{ title: "Kind", values: ["one"] }],
    variants: [
      {
        title: "one",
        manage_inventory: false,
        options: { Kind: "one" },
        prices: [{ currency_code: CURRENCY, amount: PRODUCTS[title] }],
      },
    ],
  })
  return product.variants[0].id
}

async function findPublishableKey(admin, salesChannelId) {
  const { api_keys } = await admin.get("/admin/api-keys?type=publishable&limit=1000")
  const found = api_keys.find(({ title, revoked_at }) => title === "Demo storefront" && !revoked_at)
  if (found) return found.token
  const { api_key } = await admin.post("/admin/api-keys", { title: "Demo storefront", type: "publishable" })
  await admin.post(`/admin/api-keys/${api_key.id}/sales-channels`, { add: [salesChannelId] })
  return api_key.token
}

/** @returns everything that shoppers need: a key, a region, a shipping option, and variants by the product's title */
export async function seedShop(admin) {
  const region = await findRegion(admin)
  const { sales_channels } = await admin.get("/admin/sales-channels?limit=1")
  const salesChannelId = sales_channels[0].id
  const profileId = await findShippingProfile(admin)
  const shippingOptionId = await findShippingOption(admin, salesChannelId, profileId)
  const variants = {}
  for (const title of Object.keys(PRODUCTS)) {
    variants[title] = await findVariant(admin, title, { profileId, salesChannelId })
  }
  const publishableKey = await findPublishableKey(admin, salesChannelId)
  return { publishableKey, regionId: region.id, shippingOptionId, variants, country: COUNTRY }
}
