import { readModel } from "../../kernel/reading/read-model"
import { ClienteleProfile } from "./models/profile"

/** Profiles; each has the id of its customer. */
export const profiles = readModel({
  model: ClienteleProfile,
  one: "ClienteleProfile",
  many: "ClienteleProfiles",
  from: "clientele_customer_profile t",
  expressions: { id: "t.customer_id" },
  exact: { discount_rate: "decimal" },
  order: "t.customer_id",
})
