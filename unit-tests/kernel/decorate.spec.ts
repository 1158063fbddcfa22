import fs from "node:fs"
import path from "node:path"
import type { MedusaContainer } from "@medusajs/framework/types"
import { decorate } from "../../src/kernel/decorate"
import { applyDecorations, type Decoration } from "../../src/workflows/setup/apply-decorations"
import { getReadiness } from "../../src/workflows/shared/redemption/readiness"
import { decorations } from "../../src/workflows/start-up"

class Greeter {
  greeting = "hello"
  greet(name: string): string {
    return `${this.greeting} ${name}`
  }
  part(name: string): string {
    return `bye ${name}`
  }
}

/** Decorates `greet` so that its answer shows the order of the decorations. */
const mark = (service: Greeter, name: string) =>
  decorate(service, name, { greet: (greet) => (who) => `${name}(${greet(who)})` })

it("ADR 0051: a later decoration wraps the earlier ones, and originals keep the module as `this`", () => {
  const service = new Greeter()
  mark(service, "first")
  mark(service, "second")
  expect(service.greet("Ann")).toBe("second(first(hello Ann))")
  expect(new Greeter().greet("Ann")).toBe("hello Ann")
})

// Guard: the first `if` in decorate.
it("ADR 0051: a decoration applied twice to one service acts once; another service gets it, too", () => {
  const [one, other] = [new Greeter(), new Greeter()]
  mark(one, "first")
  mark(one, "first")
  mark(other, "first")
  expect(one.greet("Ann")).toBe("first(hello Ann)")
  expect(other.greet("Ann")).toBe("first(hello Ann)")
})

it("ADR 0051: an error of the original and one of the decoration reach the caller as they are", () => {
  const [ours, theirs] = [new Error("ours"), new Error("theirs")]
  const service = new Greeter()
  service.part = () => {
    throw theirs
  }
  decorate(service, "throwing", {
    greet: () => () => {
      throw ours
    },
    part: (part) => (who) => part(who),
  })
  expect(() => service.greet("Ann")).toThrow(ours)
  expect(() => service.part("Ann")).toThrow(theirs)
})

it("ADR 0051: a decoration may call the original of another method that it decorates", () => {
  const service = new Greeter()
  decorate(service, "both", {
    greet:
      (_, { part }) =>
      (who) =>
        part(who),
    part: () => () => "decorated",
  })
  expect(service.greet("Ann")).toBe("bye Ann")
})

// Guards: the check for a missing method, and the `catch` in decorate.
it("ADR 0051: a method that is missing or cannot be replaced is an error that names it, and nothing is replaced", () => {
  const service = new Greeter()
  const wrappers = { greet: () => () => "decorated", wave: () => () => "decorated" }
  expect(() => decorate(service, "wave", wrappers as object)).toThrow("wave")
  Object.defineProperty(service, "part", { value: service.part, writable: false })
  expect(() => decorate(service, "frozen", { greet: () => () => "", part: () => () => "" })).toThrow("part")
  expect(service.greet("Ann")).toBe("hello Ann")
  mark(service, "frozen")
  expect(service.greet("Ann")).toBe("frozen(hello Ann)")
})

// Guard: `redeems` in applyDecorations.
it("ADR 0001: after a failed decoration of redemption the later ones of redemption are left out, and no others", () => {
  const services: Record<string, Greeter> = { a: new Greeter(), b: new Greeter() }
  const container = { resolve: (key: string) => services[key] } as unknown as MedusaContainer
  const wrap: Decoration["wrap"] = () => ({ greet: () => () => "decorated" }) as object
  const broken: Decoration["wrap"] = () => ({ wave: () => () => "decorated" }) as object
  const rest = { reason: "", adr: "0051" }
  const failed: string[] = []
  applyDecorations(
    container,
    [
      { ...rest, name: "broken", module: "a", wrap: broken, redemption: "orders" },
      { ...rest, name: "left-out", module: "a", wrap, redemption: "promotions" },
      { ...rest, name: "other", module: "b", wrap },
    ],
    (name) => failed.push(name),
  )
  expect(failed).toEqual(["broken"])
  expect(services.a?.greet("Ann")).toBe("hello Ann")
  expect(services.b?.greet("Ann")).toBe("decorated")
  expect(getReadiness()).toMatchObject({ orders: false, promotions: false, bound: false })
  expect(getReadiness().problem).toContain("wave")
})

it("ADR 0051: every decoration has a name of its own and an ADR that exists", () => {
  const adrs = fs.readdirSync(path.join(__dirname, "../../docs/adr"))
  expect(decorations.filter(({ adr }) => !adrs.some((file) => file.startsWith(`${adr}-`)))).toEqual([])
  expect(new Set(decorations.map(({ name }) => name)).size).toBe(decorations.length)
})
