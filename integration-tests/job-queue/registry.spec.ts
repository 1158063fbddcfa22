import { z } from "@medusajs/framework/zod"
import { withDeadline } from "../../src/kernel/deadline"
import { defineJob } from "../../src/modules/job_queue"
import { findJob } from "../../src/modules/job_queue/job-registry"
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

  it("ADR 0005: fills in defaults, and accepts ids, lists of ids and a cause", () => {
    define({ schema: z.strictObject({ order_id: z.string(), lot_ids: z.array(z.string()), cause: z.string() }) })
    expect(findJob("registry.job")).toMatchObject({ queue: "awards", attempts: 5, backoffMs: 2000 })
    expect(findJob("registry.other")).toBeUndefined()
  })

  it("ADR 0005: accepts the same definition again, and refuses another one with the same name", () => {
    define({})
    define({})
    expect(() => define({ handler: async () => void 0 })).toThrow("registry.job is defined twice")
  })

  it.each([{ attempts: 0 }, { attempts: 21 }, { attempts: 1.5 }, { backoffMs: 0 }, { backoffMs: 0.5 }])(
    "ADR 0005: refuses %p",
    (changes) => {
      expect(() => define(changes)).toThrow("must be a whole number")
    },
  )
})

describe("deadlines", () => {
  it("ADR 0005: a deadline ends the wait, and a later failure has no effect", async () => {
    let fail = (_: Error) => {}
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    await expect(withDeadline(1, "the work", work)).rejects.toThrow("the work took longer than 1 ms")
    fail(new Error("late"))
    await expect(withDeadline(1000, "the work", Promise.resolve("done"))).resolves.toBe("done")
  })
})
