import { z } from "@medusajs/framework/zod"
import type { ContactFields, ListedContact } from "../../modules/contact"
import { lengths } from "../../modules/customer_profile"
import { aliased } from "../shared/input/aliases"
import { country, phoneOf, words } from "../shared/input/fields"
import { text } from "../shared/input/parse"

const [, MAX_NAME] = lengths.name

const fields = {
  name: text(MAX_NAME),
  title: words(lengths.name).nullish(),
  email: z.string().trim().max(200).pipe(z.email("Enter a valid email address.")).nullish(),
  /** E.164, or national with the country. */
  phone: words(lengths.phone).nullish(),
  country_code: country.nullish(),
  is_primary: z.boolean().optional(),
}

type Given = { phone?: string | null | undefined; country_code?: string | null | undefined }
type Parsed<Fields> = Omit<Fields, "phone" | "country_code"> & Pick<ContactFields, "phone">

/** Converts a typed number into the stored one. An invalid number is a 400 on `phone`. */
function withPhone<Fields extends Given>({ phone, country_code, ...rest }: Fields, ctx: z.RefinementCtx) {
  const parsed = phoneOf(phone, country_code, "phone", ctx)
  return (parsed === undefined ? rest : { ...rest, phone: parsed }) as Parsed<Fields>
}

/** A contact as clients send it (contract R4, R20), for the routes of admin users and of shoppers. */
export const NewContact = aliased(z.strictObject(fields).transform(withPhone))

/** A partial contact: omitted fields stay, `null` clears. */
export const ContactChange = aliased(z.strictObject(fields).partial().transform(withPhone))

/**
 * A contact in the body of a customer's change. With an id it changes that contact; without an id it is a new one (ADR
 * 0047).
 */
export const listedContact = aliased(
  z
    .strictObject({ ...fields, id: z.string().max(100) })
    .partial()
    .transform((contact, ctx): ListedContact => {
      if (contact.id === undefined && contact.name === undefined) {
        ctx.addIssue({
          code: "custom",
          path: ["name"],
          message: "is required for a new contact; to change a contact, send its id",
        })
      }
      return withPhone(contact, ctx)
    }),
)
