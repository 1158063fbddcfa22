import { model } from "@medusajs/framework/utils"

/** The plugin's fields of a customer beyond Medusa's, as Query reads them (contract R2, R69). */
export const ClienteleProfile = model.define(
  { name: "clientele_profile", tableName: "clientele_customer_profile" },
  {
    /** The customer's id. */
    id: model.id().primaryKey(),
    customer_id: model.text(),
    /** As it was given, letter for letter. */
    name: model.text().nullable(),
    /** E.164; the `_original` of a number is how it was typed. */
    phone: model.text().nullable(),
    phone_original: model.text().nullable(),
    whatsapp_number: model.text().nullable(),
    whatsapp_original: model.text().nullable(),
    fax: model.text().nullable(),
    fax_original: model.text().nullable(),
    is_business: model.boolean(),
    description: model.text().nullable(),
    website: model.text().nullable(),
    tax_id: model.text().nullable(),
    external_id: model.text().nullable(),
    photo_url: model.text().nullable(),
    /** Percent, 0 to 100, a decimal string. */
    discount_rate: model.text().nullable(),
    preferred_shipping: model.text().nullable(),
    customer_since: model.dateTime().nullable(),
    is_active: model.boolean(),
    /** Summary text. */
    notes: model.text().nullable(),
    livemode: model.boolean(),
    managed: model.boolean(),
    /** The canonical email of a managed customer. */
    email_key: model.text().nullable(),
  },
)
