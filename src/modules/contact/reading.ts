import { readModel } from "../../kernel/reading/read-model"
import { ClienteleContact } from "./models/contact"

/** Contacts, each customer's oldest first. */
export const contacts = readModel({
  model: ClienteleContact,
  one: "ClienteleContact",
  many: "ClienteleContacts",
  from: "clientele_contact t",
  order: "t.customer_id, t.created_at, t.id",
})
