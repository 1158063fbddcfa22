import { z } from "@medusajs/framework/zod"
import { type Limits, lengths, strictLengths } from "../../modules/customer_profile"
import { aliased } from "../shared/input/aliases"
import { country, phoneOf, verbatim, webAddress, words } from "../shared/input/fields"
import type { OwnProfileChange } from "./own-profile"

/** Fields that shoppers can change of themselves (contract R4, R19). Any other field is a 400 that names it (M39). */
function ownProfile(limits: Limits) {
  const fields = z
    .strictObject({
      name: verbatim(limits.name).nullable(),
      first_name: words(limits.first_name).nullable(),
      last_name: words(limits.last_name).nullable(),
      company_name: words(limits.company_name).nullable(),
      phone: words(limits.phone).nullable(),
      whatsapp_number: words(limits.phone).nullable(),
      website: webAddress(limits.website).nullable(),
      /** The country of national numbers. It is not stored. */
      country_code: country,
    })
    .partial()
  return aliased(
    fields.transform(
      ({ country_code, phone, whatsapp_number, ...rest }, ctx): OwnProfileChange => ({
        ...rest,
        phone: phoneOf(phone, country_code, "phone", ctx),
        whatsapp_number: phoneOf(whatsapp_number, country_code, "whatsapp_number", ctx),
      }),
    ),
  )
}

/** With the lengths that the option `customers.strictLengths` chooses. */
export const ownProfileBodies = { usual: ownProfile(lengths), strict: ownProfile(strictLengths) }
