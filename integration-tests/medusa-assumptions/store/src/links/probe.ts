import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import ReadProbe from "../modules/read_probe"

const { customer } = CustomerModule.linkable
const { probeThing, probeOther } = ReadProbe.linkable
const readOnly = { readOnly: true } as const

export default [
  defineLink({ linkable: customer, field: "id" }, { ...probeThing.id, primaryKey: "customer_id" }, readOnly),
  defineLink({ linkable: customer, field: "id" }, { ...probeOther.id, primaryKey: "customer_id" }, readOnly),
  defineLink(
    { linkable: customer, field: "email" },
    { ...probeOther.id, primaryKey: "email", field: "probe_address" },
    readOnly,
  ),
]
