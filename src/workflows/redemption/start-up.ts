import { container } from "@medusajs/framework"
import { onStartUp } from "../../kernel/start-up"
import { bindEdits } from "./bind-edits"
import { bindOrders } from "./bind-orders"
import { bindPromotions } from "./bind-promotions"
import { markProblem } from "./binding"

// Errors at start-up are swallowed by the framework, so the binding keeps a flag that the health route shows (DESIGN D1).
onStartUp("binding of redemption", () => {
  try {
    bindOrders(container)
    bindEdits(container)
    bindPromotions(container)
  } catch (error) {
    markProblem((error as Error).message)
    throw error
  }
})
