import { container } from "@medusajs/framework"
import { Module, Modules } from "@medusajs/framework/utils"

/** Keeps Medusa's Promotion module as it is, so that the plugin cannot bind to it: as where another version has no such method. */
class FrozenPromotions {
  readonly __hooks = {
    // Before the plugin's own start, which waits for the database first.
    onApplicationStart: async (): Promise<void> => {
      const promotions = container.resolve<{ computeActions: unknown }>(Modules.PROMOTION)
      Object.defineProperty(promotions, "computeActions", { value: promotions.computeActions, writable: false })
    },
  }
}

export default Module("frozen_promotions", { service: FrozenPromotions })
