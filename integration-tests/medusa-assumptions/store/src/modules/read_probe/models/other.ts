import { model } from "@medusajs/framework/utils"

export const ProbeOther = model.define("probe_other", { id: model.id().primaryKey(), customer_id: model.text() })
