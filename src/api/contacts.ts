import { z } from "@medusajs/framework/zod"
import type { Contact, ContactFields } from "../modules/contact"
import { lengths } from "../modules/customer_profile"
import { aliased } from "../workflows/input/aliases"
import { country, phoneOf, words } from "../workflows/input/fields"
import { page } from "./paging"
import { text } from "./validate"

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

/** Turns the number that was typed into the one that is stored; a number that is none is a 400 on `phone`. */
function withPhone<Fields extends Given>({ phone, country_code, ...rest }: Fields, ctx: z.RefinementCtx) {
  const parsed = phoneOf(phone, country_code, "phone", ctx)
  return (parsed === undefined ? rest : { ...rest, phone: parsed }) as Parsed<Fields>
}

/** A contact as clients send it (CONTRACT R4, R20), for the staff's and the shopper's routes alike. */
export const NewContact = aliased(z.strictObject(fields).transform(withPhone))
export type NewContactType = z.infer<typeof NewContact>

/** The same in part: what is left out stays, `null` empties. */
export const ContactChange = aliased(z.strictObject(fields).partial().transform(withPhone))
export type ContactChangeType = z.infer<typeof ContactChange>

export const ContactPage = page()
export type ContactPageType = z.infer<typeof ContactPage>

/** What clients see of a contact: the number as it was typed is theirs, the customer's id is in the path. */
export function toContact(contact: Contact) {
  const { id, customer_id, name, title, email, phone, phone_original, is_primary, created_at, updated_at } = contact
  return { id, customer_id, name, title, email, phone, phone_original, is_primary, created_at, updated_at }
}

/** CONTRACT R20; the message is that of the third API document. */
export function toDeletedContact(id: string) {
  return { id, object: "contact", deleted: true, message: "Contact successfully removed" }
}
