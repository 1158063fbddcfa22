import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"

/** An address in Medusa. */
export type AddressRow = {
  id: string
  customer_id: string
  address_name: string | null
  company: string | null
  first_name: string | null
  last_name: string | null
  address_1: string | null
  address_2: string | null
  city: string | null
  province: string | null
  postal_code: string | null
  country_code: string | null
  phone: string | null
  is_default_billing: boolean
  is_default_shipping: boolean
  metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

/** A customer in Medusa. */
export type CustomerRow = {
  id: string
  email: string | null
  first_name: string | null
  last_name: string | null
  company_name: string | null
  phone: string | null
  has_account: boolean
  metadata: Record<string, unknown> | null
  created_by: string | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

/** A provider with saved payment methods of the customer, and the customer's id there. */
export type PayProviderRow = { customer_id: string; id: string; name: string }

export type MedusaCustomers = { customers: CustomerRow[]; addresses: AddressRow[]; pay_providers: PayProviderRow[] }

const CUSTOMERS = `
  select id, email, first_name, last_name, company_name, phone, has_account, metadata, created_by, created_at, updated_at,
    deleted_at
  from customer where id = any (?)`

const ADDRESSES = `
  select id, customer_id, address_name, company, first_name, last_name, address_1, address_2, city, province, postal_code,
    country_code, phone, is_default_billing, is_default_shipping, metadata, created_at, updated_at, deleted_at
  from customer_address where customer_id = any (?) order by created_at, id`

const PAY_PROVIDERS = `
  select link.customer_id, holder.external_id as id, holder.provider_id as name
  from customer_account_holder link join account_holder holder on holder.id = link.account_holder_id
  where link.customer_id = any (?) and link.deleted_at is null and holder.deleted_at is null
  order by link.created_at, holder.id`

/**
 * Medusa's data of these customers, including deleted ones and their addresses. It runs plain statements in parallel. For a
 * page of 20 they take 1 ms; Medusa's Customer module takes 8 ms, which would double the time of the list. A test compares
 * both.
 */
export async function readMedusaCustomers(
  container: MedusaContainer,
  ids: readonly string[],
): Promise<MedusaCustomers> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const read = (sql: string) => rows<unknown>(db, sql, [ids])
  const [customers, addresses, payProviders] = await Promise.all([CUSTOMERS, ADDRESSES, PAY_PROVIDERS].map(read))
  return {
    customers: customers as CustomerRow[],
    addresses: addresses as AddressRow[],
    pay_providers: payProviders as PayProviderRow[],
  }
}
