import { container } from "@medusajs/framework"
import { Module, Modules } from "@medusajs/framework/utils"

/**
 * Makes Medusa's Promotion module unchangeable, so that the plugin cannot decorate it, as if another version lacked the
 * method.
 */
class FrozenPromotions {
  readonly __hooks = {
    // Runs before the plugin's own start, which waits for the database first.
    onApplicationStart: async (): Promise<void> => {
      const promotions = container.resolve<{ computeActions: unknown }>(Modules.PROMOTION)
      Object.defineProperty(promotions, "computeActions", { value: promotions.computeActions, writable: false })
    },
  }
}

export default Module("frozen_promotions", { service: FrozenPromotions })
