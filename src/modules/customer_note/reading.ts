import { readModel } from "../../kernel/reading/read-model"
import { ClienteleNote } from "./models/note"

/** Notes, each customer's newest first. */
export const notes = readModel({
  model: ClienteleNote,
  one: "ClienteleNote",
  many: "ClienteleNotes",
  from: "clientele_customer_note t",
  order: "t.customer_id, t.created_at desc, t.id desc",
})
