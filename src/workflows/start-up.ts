import { container } from "@medusajs/framework"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { errorText } from "../kernel/error-text"
import { onStartUp } from "../kernel/on-start-up"
import { noteEmailChanges } from "./codes/decorate-email-changes"
import { creditOfOrders } from "./credit/orders/hold-credit"
import { holdShipping } from "./credit/orders/hold-shipping"
import { emitAddressEvents, noteAddressChanges } from "./customers/decorate-address-events"
import { limitAddresses } from "./customers/decorate-addresses"
import { logCustomerChanges } from "./customers/decorate-customer-changes"
import { mergeUnderLock } from "./customers/decorate-metadata"
import { restoreProfiles } from "./customers/decorate-profiles"
import { refreshIndex } from "./projection/decorate-customer-index"
import { fillAtStart } from "./projection/fill-at-start"
import { capOrderChanges } from "./redemption/decorate-order-changes"
import { addCartPoints } from "./redemption/decorate-promotions"
import { pointsOfOrders } from "./redemption/deduct-points"
import { applyDecorations, type Decoration } from "./setup/apply-decorations"
import { observeStore } from "./setup/observe-gauges"
import { decorateOrders, type OrderModule } from "./shared/orders/decorate-orders"

/** All decorations of Medusa's modules in the order of their application. A later one wraps the earlier ones (ADR 0051). */
export const decorations: readonly Decoration[] = [
  {
    name: "email-changes",
    module: Modules.CUSTOMER,
    wrap: noteEmailChanges,
    reason:
      "A changed email address is noted in the transaction that changes it; an event does not say the old address.",
    adr: "0019",
  },
  {
    name: "customer-changes",
    module: Modules.CUSTOMER,
    wrap: logCustomerChanges,
    reason: "The timeline says what a field was; a change and its row in the log are one transaction.",
    adr: "0061",
  },
  {
    name: "address-messages",
    module: Modules.CUSTOMER,
    wrap: noteAddressChanges,
    reason:
      "A webhook message about an address belongs to the transaction that changes it. Inside of `addresses`, which moves defaults.",
    adr: "0076",
  },
  {
    name: "addresses",
    module: Modules.CUSTOMER,
    wrap: limitAddresses,
    reason: "The limit of addresses and one default of each kind hold on every path, also in parallel.",
    adr: "0043",
  },
  {
    name: "address-events",
    module: Modules.CUSTOMER,
    wrap: emitAddressEvents,
    reason:
      "Events about addresses are emitted after the commit, so this decoration wraps those that open a transaction.",
    adr: "0076",
  },
  {
    name: "metadata",
    module: Modules.CUSTOMER,
    wrap: mergeUnderLock,
    reason: "Two parallel changes of one customer's metadata lose no keys.",
    adr: "0026",
  },
  {
    name: "customer-index",
    module: Modules.CUSTOMER,
    wrap: refreshIndex,
    reason:
      "Lists show a change at once. This decoration reads committed rows, so it wraps those that open a transaction.",
    adr: "0021",
  },
  {
    name: "profiles",
    module: Modules.CUSTOMER,
    wrap: restoreProfiles,
    reason: "A restored customer has the profile again; Medusa emits no event for it.",
    adr: "0021",
  },
  {
    name: "order-ledgers",
    module: Modules.ORDER,
    // Points first: an order that has both locks the points account before the credit account.
    wrap: (orders: OrderModule, container) =>
      decorateOrders(orders, [pointsOfOrders(container), creditOfOrders(container)]),
    reason: "Points and credit change in the transaction that inserts their order, and come back with its deletion.",
    adr: "0057",
    redemption: "orders",
  },
  {
    name: "order-changes",
    module: Modules.ORDER,
    wrap: capOrderChanges,
    reason: "A changed order keeps no more points than its lines are worth.",
    adr: "0036",
    redemption: "edits",
  },
  {
    name: "cart-points",
    module: Modules.PROMOTION,
    wrap: addCartPoints,
    reason:
      "Each recomputing of a cart keeps the discount of its points. Last of redemption: no discount without deduction.",
    adr: "0003",
    redemption: "promotions",
  },
  {
    name: "shipping-holds",
    module: Modules.FULFILLMENT,
    wrap: holdShipping,
    reason: "Nothing is sent to an account that is on hold for shipping, nor for an order that waits for an approval.",
    adr: "0007",
  },
]

// All work at the start that needs several modules, in its order. Medusa loads this file before the modules start. The hook
// `onApplicationStart` of the points module (src/modules/points/service.ts) runs the list after the first settings are
// written.
onStartUp("decorations", () => {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  applyDecorations(container, decorations, (name, error) =>
    logger.error(`medusa-plugin-clientele: decoration ${name} failed at start-up: ${errorText(error)}`),
  )
})
onStartUp("gauges", () => observeStore(container))
onStartUp("first fill of the customer index", () => fillAtStart(container))
