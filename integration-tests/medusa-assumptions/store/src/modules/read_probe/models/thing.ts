import { model } from "@medusajs/framework/utils"

export const ProbeThing = model.define("probe_thing", { id: model.id().primaryKey(), customer_id: model.text() })
