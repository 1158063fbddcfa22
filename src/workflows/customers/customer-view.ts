import { decimal } from "../../kernel/money"
import type { CreditAccount } from "../../modules/credit"
import { type CustomerProfile, DEFAULT_PROFILE, nameOf } from "../../modules/customer_profile"
import type { CustomerStats } from "../../modules/customer_projection"
import { knownNames } from "./plan-change"
import type { AddressRow, CustomerRow, PayProviderRow } from "./read-medusa-customers"

type Parts = {
  profile: CustomerProfile | null
  account: CreditAccount | null
  /** Deleted ones too. */
  addresses: readonly AddressRow[]
  stats: readonly CustomerStats[]
  pay_providers: readonly PayProviderRow[]
}

/** A customer in the plugin's routes. */
export type CustomerView = ReturnType<typeof toCustomerView>

/**
 * Medusa's fields, the profile's, terms of credit and figures of one customer (docs/openapi.json). A customer without a
 * profile has default values; `null` means unknown.
 */
export function toCustomerView(customer: CustomerRow, parts: Parts) {
  const addresses = shownAddresses(customer, parts.addresses)
  return {
    id: customer.id,
    email: customer.email || null,
    name: nameOf(knownNames({ customer, profile: parts.profile })),
    first_name: customer.first_name,
    last_name: customer.last_name,
    company_name: customer.company_name,
    ...phoneOf(customer, parts.profile),
    has_account: customer.has_account,
    metadata: customer.metadata,
    created_by: customer.created_by,
    created_at: customer.created_at,
    updated_at: latest(customer.updated_at, parts.profile?.updated_at),
    deleted_at: customer.deleted_at,
    ...profileOf(customer, parts.profile),
    ...termsOf(parts.account),
    ...figuresOf(parts.stats),
    pay_providers: parts.pay_providers.map(({ id, name }) => ({ id, name })),
    billing_address: addresses.find((one) => one.is_default_billing) ?? null,
    shipping_address: addresses.find((one) => one.is_default_shipping) ?? null,
    addresses,
  }
}

/** For a deleted customer, the addresses that were deleted with it. */
function shownAddresses({ deleted_at }: CustomerRow, addresses: readonly AddressRow[]): readonly AddressRow[] {
  return deleted_at ? addresses : addresses.filter((one) => !one.deleted_at)
}

/** The number as it was typed, unless Medusa's field changed since. */
function phoneOf(customer: CustomerRow, profile: CustomerProfile | null) {
  const { phone } = customer
  return { phone, phone_original: phone !== null && profile?.phone === phone ? profile.phone_original : phone }
}

function profileOf(customer: CustomerRow, profile: CustomerProfile | null) {
  const shown = profile ?? DEFAULT_PROFILE
  return {
    whatsapp_number: shown.whatsapp_number,
    is_business: shown.is_business,
    description: shown.description,
    website: shown.website,
    fax: shown.fax,
    tax_id: shown.tax_id,
    external_id: shown.external_id,
    photo_url: shown.photo_url,
    discount_rate: toNumber(shown.discount_rate),
    preferred_shipping: shown.preferred_shipping,
    customer_since: shown.customer_since ?? customer.created_at,
    is_active: shown.is_active,
    notes: shown.notes,
    livemode: shown.livemode,
    test: !shown.livemode,
  }
}

function termsOf(account: CreditAccount | null) {
  return {
    currency_code: account?.currency_code ?? null,
    credit_limit: toNumber(account?.credit_limit ?? null),
    current_balance: toNumber(account?.current_balance ?? "0"),
    payment_terms: account?.payment_terms ?? null,
  }
}

/**
 * Amounts of different currencies are never added. The lifetime value is in the currency with the most orders, then in the
 * one of the latest order, as in the analytics.
 */
function figuresOf(stats: readonly CustomerStats[]) {
  const [main] = [...stats].sort(
    (a, b) => b.total_orders - a.total_orders || Number(b.last_order_at ?? 0) - Number(a.last_order_at ?? 0),
  )
  return {
    total_orders: stats.reduce((total, one) => total + one.total_orders, 0),
    total_spent: stats.map(({ currency_code, total_spent }) => ({ currency_code, amount: toNumber(total_spent) })),
    lifetime_value: toNumber(main?.total_spent ?? "0"),
    last_order_at: latest(...stats.map(({ last_order_at }) => last_order_at)),
  }
}

/** JSON has only numbers, and Medusa's own amounts become numbers here, too. */
function toNumber(amount: string | null): number | null {
  return amount === null ? null : decimal(amount).toNumber()
}

function latest(...moments: (Date | string | null | undefined)[]): Date | null {
  const times = moments.flatMap((moment) => (moment ? [new Date(moment).getTime()] : []))
  return times.length === 0 ? null : new Date(Math.max(...times))
}
