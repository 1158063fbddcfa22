import fs from "node:fs"
import path from "node:path"
import { container as applicationContainer } from "@medusajs/framework"
import type { IEventBusModuleService, INotificationModuleService } from "@medusajs/framework/types"
import { defaultCurrencies, MathBN, MedusaError, Modules } from "@medusajs/framework/utils"
import ts from "typescript"
import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import { medusa } from "./medusa"
import type { StartProbe } from "./store/src/modules/start_probe"
import { seen } from "./store/src/seen"

// What is taken for granted of Medusa's boot, modules, routes and small helpers.
const probe = () => medusa().container.resolve<StartProbe>("start_probe")

describe("boot", () => {
  it("ADR 0001: a module's __hooks.onApplicationStart is called once, when src/workflows has been loaded", () => {
    expect(seen.starts).toEqual([true])
  })

  it("ADR 0001: a failing hook stops neither the other hooks nor the boot, so a decoration needs a flag of its own", () => {
    expect(medusa().container.resolve("failing_probe")).toBeDefined()
    expect(seen.starts).toHaveLength(1)
  })

  it("ADR 0001: the container that @medusajs/framework exports is the application's, with the same module instances", () => {
    for (const key of [Modules.ORDER, Modules.PROMOTION, "start_probe"]) {
      expect(applicationContainer.resolve(key)).toBe(medusa().container.resolve(key))
    }
  })

  it("ADR 0006: in worker mode server subscribers are called, too, with empty pluginOptions", async () => {
    const bus = medusa().container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
    await bus.emit({ name: "probe.emitted", data: { id: "one" } })
    const mine = () => seen.handled.filter(({ name }) => name === "probe.emitted")
    await eventually(
      async () => mine(),
      (found) => found.length > 0,
    )
    expect(mine()).toEqual([{ name: "probe.emitted", data: { id: "one" }, pluginOptions: {} }])
  })
})

describe("the database connection", () => {
  it("ADR 0004: a module is given the store's knex pool as __pg_connection__, with `?` bindings and rows", async () => {
    const { rows } = await probe().pool.raw("select ?::int as one, ?::text as two", [1, "b"])
    expect(rows).toEqual([{ one: 1, two: "b" }])
  })

  it("ADR 0004: an error of PostgreSQL has its SQLSTATE as `code`, and ` - ` before its own message", async () => {
    const failing = "do $$ begin raise exception 'our own words' using errcode = 'PC001'; end $$"
    const error = await probe()
      .pool.raw(failing, [])
      .catch((one: unknown) => one)
    expect(error).toMatchObject({ code: "PC001", message: expect.stringMatching(/ - our own words$/) })
  })
})

describe("errors and clients", () => {
  const { Types } = MedusaError

  it.each([
    [Types.INVALID_DATA, 400],
    [Types.NOT_ALLOWED, 400],
    [Types.NOT_FOUND, 404],
    [Types.UNEXPECTED_STATE, 500],
  ])("ADR 0007: a MedusaError of type %s answers %i with its type, code and message", async (type, status) => {
    const answer = await medusa().shop.guest.send("POST", "/probe", { type })
    expect(answer).toMatchObject({ status, body: { type, code: "our_code", message: "what to do next" } })
  })

  it("ADR 0007: a CONFLICT loses its message and code, a DUPLICATE_ERROR its code", async () => {
    const send = (type: string) => medusa().shop.guest.send("POST", "/probe", { type })
    expect(await send(Types.CONFLICT)).toMatchObject({ status: 409, body: { code: "invalid_state_error" } })
    expect(await send(Types.DUPLICATE_ERROR)).toMatchObject({ status: 422, body: { code: "invalid_request_error" } })
  })

  it("R42: req.ip is the client's own X-Forwarded-For, even without a proxy; the socket has the real address", async () => {
    const answer = await medusa().shop.guest.send("GET", "/probe", undefined, { "x-forwarded-for": "203.0.113.9" })
    expect(answer.body).toEqual({ ip: "203.0.113.9", socket: "127.0.0.1", forwarded: "203.0.113.9" })
  })

  it("M33: a notification's row keeps `data`, and nothing of `content`", async () => {
    await medusa()
      .container.resolve<INotificationModuleService>(Modules.NOTIFICATION)
      .createNotifications({
        to: "ann@example.com",
        channel: "email",
        template: "probe",
        content: { subject: "in-content", text: "in-content", html: "in-content" },
        data: { fact: "in-data" },
      })
    const rows = await query<{ row: string }>(
      medusa().database,
      "select row_to_json(n)::text as row from notification n where template = 'probe'",
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.row).toContain("in-data")
    expect(rows[0]?.row).not.toContain("in-content")
  })
})

it("ADR 0007: the dashboard makes the name of a provider from the parts of its id: Credit (TERMS)", () => {
  const dashboard = path.dirname(require.resolve("@medusajs/dashboard/package.json"))
  const source = fs.readFileSync(path.join(dashboard, "src/lib/format-provider.ts"), "utf8")
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } })
  const exported: { formatProvider?: (id: string) => string } = {}
  new Function("exports", outputText)(exported)
  expect(exported.formatProvider?.("pp_credit_terms")).toBe("Credit (TERMS)")
})

describe("money", () => {
  it("ADR 0003: defaultCurrencies has the number of digits of a currency's minor unit", () => {
    const digits = ["USD", "EUR", "JPY", "KWD"].map((code) => defaultCurrencies[code]?.decimal_digits)
    expect(digits).toEqual([2, 2, 0, 3])
  })

  it("ADR 0003: MathBN calculates in decimals, not in doubles, also on a BigNumber's raw value", () => {
    expect(MathBN.sum(0.1, "0.2", { value: "0.3" }).toString()).toBe("0.6")
    expect(MathBN.convert("9007199254740993").plus(1).toFixed()).toBe("9007199254740994")
  })
})
