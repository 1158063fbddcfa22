import { z } from "@medusajs/framework/zod"
import { withDeadline } from "../../src/kernel/deadline"
import { defineJob } from "../../src/modules/job_queue"
import { findJob } from "../../src/modules/job_queue/job-registry"
import { errorText } from "../../src/modules/job_queue/redact"
import type { JobDefinition } from "../../src/modules/job_queue/types"

declare module "../../src/modules/job_queue/types" {
  interface JobPayloads {
    "registry.job": { order_id: string }
  }
}

const handler = async () => {}
const schema = z.strictObject({ order_id: z.string() })
const define = (changes: object) =>
  defineJob({ name: "registry.job", queue: "awards", schema, handler, ...changes } as JobDefinition<"registry.job">)

describe("job registry", () => {
  it.each(["email", "code", "token", "order", "customer_email", "order_id_token"])(
    "M33: refuses a payload with the field %s, which could hold more than ids",
    (field) => {
      expect(() => define({ schema: z.strictObject({ [field]: z.string() }) })).toThrow(
        `a payload can have only *_id, *_ids and cause, not ${field}`,
      )
    },
  )

  it("M33: refuses a schema that lets unknown fields pass", () => {
    expect(() => define({ schema: z.object({ order_id: z.string() }) })).toThrow("must refuse unknown fields")
    expect(() => define({ schema: z.object({ order_id: z.string().optional() }) })).toThrow(
      "must refuse unknown fields",
    )
    expect(() => define({ schema: z.looseObject({ order_id: z.string() }) })).toThrow("must refuse unknown fields")
    expect(() => define({ schema: z.record(z.string(), z.string()) })).toThrow("must be z.strictObject")
  })

  it("D5: fills in defaults, and takes ids, lists of ids and a cause", () => {
    define({ schema: z.strictObject({ order_id: z.string(), lot_ids: z.array(z.string()), cause: z.string() }) })
    expect(findJob("registry.job")).toMatchObject({ queue: "awards", attempts: 5, backoffMs: 2000 })
    expect(findJob("registry.other")).toBeUndefined()
  })

  it("D5: takes the same definition again, and no other one of the same name", () => {
    define({})
    define({})
    expect(() => define({ handler: async () => void 0 })).toThrow("registry.job is defined twice")
  })

  it.each([{ attempts: 0 }, { attempts: 21 }, { attempts: 1.5 }, { backoffMs: 0 }, { backoffMs: 0.5 }])(
    "D5: refuses %p",
    (changes) => {
      expect(() => define(changes)).toThrow("must be a whole number")
    },
  )
})

describe("what is kept of errors", () => {
  it("M33: leaves ids, and takes addresses, passwords, codes and tokens out", () => {
    const inner = new Error("connect ECONNREFUSED 127.0.0.1:5432")
    expect(errorText(new AggregateError([inner]))).toBe(inner.message)
    expect(errorText(new Error("order_01JD8Z6Y3N7M4K5P6Q7R8S9T0V: postgres://me:pw@db/x"))).toBe(
      "order_01JD8Z6Y3N7M4K5P6Q7R8S9T0V: postgres://db/x",
    )
    expect(errorText("Eve <eve@example.com> 123456 8f14e45fceea167a5a36dedd4bea2543")).toBe(
      "Eve <<email>> <number> <secret>",
    )
    expect(errorText(new Error("x".repeat(900)))).toHaveLength(500)
  })

  // Without `beginningOf` in redact.ts 50 KB took 3.4 s, and these would take minutes; the next test fails without it.
  it.each([
    ["one word", "a".repeat(500_000)],
    ["a URL without an end", `://${"a".repeat(500_000)}`],
    ["digits", "1".repeat(500_000)],
    ["signs", "=-".repeat(250_000)],
  ])("M53: 500 KB of %s are redacted by their beginning", (_what, text) => {
    expect(errorText(text).length).toBeLessThanOrEqual(500)
  })

  it("M33 M53: a secret that the cut would halve is left out as a whole", () => {
    const emails = `${"a".repeat(90)}@example.com `.repeat(19)
    expect(errorText(`${emails}${"b".repeat(80)}@secret.example and more`)).toBe(`${"<email> ".repeat(19)}…`)
  })

  it("D5: a deadline ends the wait, and a late failure harms nobody", async () => {
    let fail = (_: Error) => {}
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    await expect(withDeadline(1, "the work", work)).rejects.toThrow("the work took longer than 1 ms")
    fail(new Error("late"))
    await expect(withDeadline(1000, "the work", Promise.resolve("done"))).resolves.toBe("done")
  })
})
