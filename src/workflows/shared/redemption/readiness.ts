/**
 * Whether the decorations of Medusa's modules are in place (DESIGN D1, D2). Without them a discount could come without a
 * deduction, so no hold is made while this is false.
 */
const key = Symbol.for("medusa-plugin-clientele.binding")
type State = { orders: boolean; promotions: boolean; edits: boolean; problem: string | null }
type Holder = { [key]?: State }

function state(): State {
  const holder = globalThis as Holder
  holder[key] ??= { orders: false, promotions: false, edits: false, problem: null }
  return holder[key]
}

export function markDecorated(what: "orders" | "promotions" | "edits"): void {
  state()[what] = true
}

export function markProblem(problem: string): void {
  state().problem = problem
}

export function getReadiness(): State & { bound: boolean } {
  const now = state()
  return { ...now, bound: now.orders && now.promotions && now.edits }
}
