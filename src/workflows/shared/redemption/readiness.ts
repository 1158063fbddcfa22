// Whether redemption's decorations of Medusa's modules are in place (ADR 0001, 0002). Without them a discount could exist
// without a deduction, so no hold is placed until they are.
const key = Symbol.for("medusa-plugin-clientele.readiness")
/** Stored on the process, because Medusa can load this file twice. */
type State = { orders: boolean; promotions: boolean; edits: boolean; problem: string | null }
type Holder = { [key]?: State }

function state(): State {
  const holder = globalThis as Holder
  holder[key] ??= { orders: false, promotions: false, edits: false, problem: null }
  return holder[key]
}

/** Records that a decoration for redemption is in place. */
export function markDecorated(what: "orders" | "promotions" | "edits"): void {
  state()[what] = true
}

/** Records why a decoration is missing. @param problem for the health route */
export function markProblem(problem: string): void {
  state().problem = problem
}

/** @returns `bound`: points can be redeemed, because all three decorations are in place */
export function getReadiness(): State & { bound: boolean } {
  const now = state()
  return { ...now, bound: now.orders && now.promotions && now.edits }
}
