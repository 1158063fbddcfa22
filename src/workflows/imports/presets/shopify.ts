import type { Preset } from "./preset"

/**
 * Shopify, customers. `Country` is not read beside `Country code`.
 *
 * Source: https://help.shopify.com/en/manual/migrating-to-shopify/transporter-app/csv-customers
 */
export const shopify: Preset = {
  kind: "customers",
  columns: {
    email: "email",
    "first name": "first_name",
    "last name": "last_name",
    company: "company_name",
    phone: "phone",
    address1: "billing_address_1",
    address2: "billing_address_2",
    city: "billing_city",
    province: "billing_province",
    "country code": "billing_country_code",
    zip: "billing_postal_code",
  },
}
