import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import NoteModule from "../modules/customer_note"

const { customer } = CustomerModule.linkable
const { clienteleNote } = NoteModule.linkable

/** `customer.clientele_notes` and back, `clientele_note.customer` (contract R69). */
export default [
  defineLink(
    { linkable: customer, field: "id", isList: true },
    { ...clienteleNote.id, primaryKey: "customer_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleNote, field: "customer_id" }, customer, { readOnly: true }),
]
