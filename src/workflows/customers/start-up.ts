import { container } from "@medusajs/framework"
import { onStartUp } from "../../kernel/start-up"
import { bindCustomers } from "./bind-customers"
import { bindCustomerIndex } from "./bind-index"
import { bindMetadata } from "./bind-metadata"
import { bindProfiles } from "./bind-profiles"

onStartUp("binding of the customer module", () => bindCustomers(container))
onStartUp("binding of metadata", () => bindMetadata(container))
// After those that open a transaction: it reads what they have committed.
onStartUp("binding of the customer index", () => bindCustomerIndex(container))
onStartUp("binding of customers' profiles", () => bindProfiles(container))
