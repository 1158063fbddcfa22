import type { MedusaContainer } from "@medusajs/framework/types"
import { decorate, type Wrappers } from "../../kernel/decorate"
import { errorText } from "../../kernel/error-text"
import { markDecorated, markProblem } from "../shared/redemption/readiness"

/** One decoration of one of Medusa's modules. */
export type Decoration = {
  /** Unique. A service gets a decoration of this name only once. */
  name: string
  /** Medusa's key of the module (`Modules`). */
  module: string
  /** Creates the replacements for the module's service. It does not use the database. */
  wrap: (module: never, container: MedusaContainer) => Wrappers<never>
  /** The problem without it, one sentence. */
  reason: string
  /** Number of the decision record. */
  adr: string
  /** Redemption needs this one. After a failure the later ones of redemption are left out: a discount needs its deduction. */
  redemption?: "orders" | "edits" | "promotions"
}

/**
 * Applies decorations in their order. A failure is reported and does not stop the others, except those of redemption.
 *
 * @param report gets the name of each decoration that failed, once for each
 */
export function applyDecorations(
  container: MedusaContainer,
  decorations: readonly Decoration[],
  report: (name: string, error: Error) => void,
): void {
  let redeems = true
  for (const { name, module, wrap, redemption } of decorations) {
    if (redemption && !redeems) {
      continue
    }
    try {
      const service = container.resolve<object>(module)
      decorate(service, name, wrap(service as never, container) as Wrappers<object>)
      if (redemption) {
        markDecorated(redemption)
      }
    } catch (error) {
      if (redemption) {
        redeems = false
        markProblem(errorText(error))
      }
      report(name, error as Error)
    }
  }
}
