import { container } from "@medusajs/framework"
import { onStartUp } from "../../kernel/start-up"
import { bindCustomers } from "./bind-customers"

onStartUp("noting changes of email addresses", () => bindCustomers(container))
