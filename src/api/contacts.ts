import { z } from "@medusajs/framework/zod"
import { parsePhone } from "../kernel/phone"
import type { Contact, ContactFields } from "../modules/contact"
import { text } from "./validate"

const fields = {
  name: text(200),
  title: text(200).nullish(),
  email: z.string().trim().max(200).pipe(z.email("Enter a valid email address.")).nullish(),
  /** E.164, or national with `country_code`. */
  phone: text(30).nullish(),
  country_code: z
    .string()
    .regex(/^[a-z]{2}$/i, "must be two letters (ISO 3166-1)")
    .nullish(),
  is_primary: z.boolean().optional(),
}

type Given = { phone?: string | null | undefined; country_code?: string | null | undefined }
type Parsed<Fields> = Omit<Fields, "phone" | "country_code"> & Pick<ContactFields, "phone">

/** Turns the number that was typed into the one that is stored; a number that is none is a 400 on `phone`. */
function withPhone<Fields extends Given>(
  { phone, country_code, ...rest }: Fields,
  ctx: z.RefinementCtx,
): Parsed<Fields> {
  if (!phone) {
    return (phone === undefined ? rest : { ...rest, phone: null }) as Parsed<Fields>
  }
  const parsed = parsePhone(phone, country_code)
  if (!parsed) {
    ctx.addIssue({
      code: "custom",
      path: ["phone"],
      message: "is not a telephone number; write it with + and the country's code, or give country_code",
    })
    return z.NEVER
  }
  return { ...rest, phone: parsed } as Parsed<Fields>
}

/** A contact as clients send it (CONTRACT R4, R20), for the staff's and the shopper's routes alike. */
export const NewContact = z.strictObject(fields).transform(withPhone)
export type NewContactType = z.infer<typeof NewContact>

/** The same in part: what is left out stays, `null` empties. */
export const ContactChange = z.strictObject(fields).partial().transform(withPhone)
export type ContactChangeType = z.infer<typeof ContactChange>

export const ContactPage = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
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
