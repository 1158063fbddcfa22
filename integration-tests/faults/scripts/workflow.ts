import type { ExecArgs } from "@medusajs/framework/types"
import { createStep, createWorkflow, type StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import * as clientele from "../../../src/workflows"

type Exported = {
  (
    container: ExecArgs["container"],
  ): {
    run: (options: { input: unknown; throwOnError?: false }) => Promise<{
      result: unknown
      errors: { error?: { message?: string; code?: string } }[]
      transaction: { getState(): string }
    }>
  }
  runAsStep: (options: { input: unknown }) => unknown
}

/** A later step of a host's workflow, which fails. */
const failingStep = createStep("host-failing-step", async (_made: { made: object }): Promise<StepResponse<string>> => {
  throw new Error("the host's own step failed")
})

/** A host's workflow: one of ours as a step, and a step after it that fails. */
function inHost(name: string, exported: Exported): Exported {
  const id = `host-${name}-${Date.now()}-${Math.random()}`
  return createWorkflow(id, (input: object) => {
    const made = exported.runAsStep({ input })
    return new WorkflowResponse(failingStep({ made: made as object }))
  }) as unknown as Exported
}

/** A host's workflow that Medusa stores, with one of ours as its only step. */
function inStored(name: string, exported: Exported): { id: string; stored: Exported } {
  const id = `host-stored-${name}-${Date.now()}-${Math.random()}`
  const stored = createWorkflow({ name: id, store: true, retentionTime: 3600 }, (input: object) => {
    return new WorkflowResponse(exported.runAsStep({ input }) as object)
  })
  return { id, stored: stored as unknown as Exported }
}

/**
 * `alone`: runs by itself. `then fail`: is composed into a host's workflow whose next step fails. `stored`: is composed into a
 * workflow that Medusa stores under the answer's `workflow_id`. Answers with the result or the error. With a failure, also with
 * the state of the host's workflow, which is `reverted` if everything was undone.
 */
export default async function workflow({ container, args: [name = "", input = "", how] }: ExecArgs): Promise<object> {
  const exported = (clientele as unknown as Record<string, Exported>)[name] as Exported
  const kept = how === "stored" ? inStored(name, exported) : undefined
  const chosen = how === "then fail" ? inHost(name, exported) : (kept?.stored ?? exported)
  if (how === "then fail") {
    const { errors, transaction } = await chosen(container).run({ input: JSON.parse(input), throwOnError: false })
    const { message, code } = errors[0]?.error ?? {}
    return { error: { message, code }, state: transaction.getState() }
  }
  try {
    return { workflow_id: kept?.id, result: (await chosen(container).run({ input: JSON.parse(input) })).result }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { error: { message, code } }
  }
}
