import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportView,
  importKinds,
  type RowProblem,
} from "../../modules/data_import"
import { announceImports, importEvents } from "../shared/events/import-events"
import { statedReason } from "../shared/input/adjustment-fields"
import { givenId, parse, text } from "../shared/input/parse"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import type { Kind } from "./kind"
import { kindOf } from "./kinds"
import { presetNames } from "./presets/all-presets"
import { dropImport, stageImport } from "./stage-import"

const actor = text(200)

/** The fields beside a file, for the route and the workflow. */
export const importFields = {
  kind: z.enum(importKinds),
  /** Files of one batch correct each other. */
  batch: text(100).optional(),
  /** For lines without a reason of their own. */
  reason: statedReason.optional(),
  /** The file has the columns of another service. */
  preset: z.enum(presetNames).optional(),
}

const stageInput = z.strictObject({
  ...importFields,
  csv: z.string(),
  file_name: text(200).optional(),
  created_by: actor,
})
const oneImport = { id: givenId }
const confirmInput = z.strictObject({ ...oneImport, skip_refused: z.boolean().default(false), actor_id: actor })
const cancelInput = z.strictObject(oneImport)
const reverseInput = z.strictObject({ ...oneImport, actor_id: actor })

export type StageImportWorkflowInput = z.input<typeof stageInput>
export type ConfirmImportWorkflowInput = z.input<typeof confirmInput>
export type CancelImportWorkflowInput = z.input<typeof cancelInput>
export type ReverseImportWorkflowInput = z.input<typeof reverseInput>

const importsOf = (container: MedusaContainer) => container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)

const stageStep = createStep(
  "clientele-stage-import",
  async (input: StageImportWorkflowInput, { container }) => {
    const { csv, ...file } = parse(stageInput, input, "input")
    const staged = await stageImport(container, { ...file, bytes: bytesOf(csv) })
    return new StepResponse(staged, staged)
  },
  async (staged, { container }) => {
    if (staged) {
      await dropImport(container, staged)
    }
  },
)

async function* bytesOf(csv: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(csv, "utf8")
}

/**
 * This workflow reads a CSV file and checks its lines (contract R49). Nothing is posted until {@link
 * confirmImportWorkflow}. If a later step of your workflow fails, the file is deleted.
 *
 * Errors: `invalid_request` on `file` or naming the field.
 *
 * @example
 * const { result } = await stageImportWorkflow(container).run({
 *   input: { kind: "points", csv: "email,points\nann@example.com,120\n", created_by: "user_123" },
 * })
 *
 * @summary Read and check a CSV file.
 */
export const stageImportWorkflow = oneStepWorkflow<StageImportWorkflowInput, ImportView>(
  "clientele-stage-import",
  stageStep,
)

const confirmStep = createStep("clientele-confirm-import", async (input: ConfirmImportWorkflowInput, { container }) => {
  const { id, skip_refused, actor_id } = parse(confirmInput, input, "input")
  const confirmed = await importsOf(container).confirm(id, actor_id, skip_refused)
  await enqueueJob(container, "imports.run", { import_id: id })
  await announceImports(container, importEvents.CONFIRMED, [confirmed])
  return new StepResponse(confirmed)
})

/**
 * This workflow starts the posting of a file's lines by a worker (contract R49), each once. It is not undone if a later
 * step of your workflow fails: run {@link reverseImportWorkflow} when the import is applied.
 *
 * Errors: `not_found`, `import_not_ready`, `import_rows_refused`, `import_busy`.
 *
 * @example
 * const { result } = await confirmImportWorkflow(container).run({
 *   input: { id: "imp_123", actor_id: "user_123" },
 * })
 *
 * @summary Post the lines of a file.
 */
export const confirmImportWorkflow = oneStepWorkflow<ConfirmImportWorkflowInput, ImportView>(
  "clientele-confirm-import",
  confirmStep,
)

const cancelStep = createStep("clientele-cancel-import", async (input: CancelImportWorkflowInput, { container }) => {
  const { id } = parse(cancelInput, input, "input")
  const canceled = await importsOf(container).cancel(id)
  await announceImports(container, importEvents.CANCELED, [canceled])
  return new StepResponse(canceled)
})

/**
 * This workflow ends an import that is not confirmed; nothing is posted. It is not undone: read the file again.
 *
 * Errors: `not_found`, `import_not_ready`.
 *
 * @example
 * const { result } = await cancelImportWorkflow(container).run({ input: { id: "imp_123" } })
 *
 * @summary Cancel an import before it is posted.
 */
export const cancelImportWorkflow = oneStepWorkflow<CancelImportWorkflowInput, ImportView>(
  "clientele-cancel-import",
  cancelStep,
)

const reverseStep = createStep("clientele-reverse-import", async (input: ReverseImportWorkflowInput, { container }) => {
  const { id, actor_id } = parse(reverseInput, input, "input")
  const imports = importsOf(container)
  const view = await imports.get(id)
  if (view.status === "applied") {
    await refuseBuiltOn(container, view)
  }
  const begun = await imports.beginReversal(id, actor_id)
  await enqueueJob(container, "imports.run", { import_id: id })
  await announceImports(container, importEvents.REVERSAL_STARTED, [begun])
  return new StepResponse(begun)
})

/** Lines in one statement. */
const PAGE = 1000
/** Maximum lines that get a reason, more than a person corrects by hand. */
const MOST_NOTED = 10_000
const MOST_NAMED = 5
/** Greater than any line. */
const LAST_LINE = 2_147_483_647

/** @throws `import_built_on` naming the first lines. All affected rows get the reason */
async function refuseBuiltOn(container: MedusaContainer, { id, kind }: ImportView): Promise<void> {
  const blocked: Blocked[] = []
  for await (const page of blockedPages(container, id, kindOf(kind))) {
    blocked.push(...page.slice(0, MOST_NOTED - blocked.length))
  }
  await importsOf(container).noteProblems(id, blocked)
  if (blocked.length > 0) {
    const first = blocked.reverse().slice(0, MOST_NAMED)
    const named = first.map(({ line, problems }) => `line ${line} ${problems[0]?.message}`).join("; ")
    const more = blocked.length > first.length ? `; and ${blocked.length - first.length} more` : ""
    const message = `Nothing was reversed, as ${kindOf(kind).inUse(blocked.length)}: ${named}${more}.`
    throw clienteleError("import_built_on", message)
  }
}

type Blocked = { line: number; problems: RowProblem[] }

/** Lines on which something was built, from the end of the file. */
async function* blockedPages(container: MedusaContainer, id: string, kind: Kind): AsyncGenerator<Blocked[]> {
  let before = LAST_LINE
  while (before > 1) {
    const lines = await importsOf(container).listPosted(id, before, PAGE)
    before = lines.at(-1)?.line ?? 0
    const obstacles = lines.length > 0 ? await kind.obstacles(container, lines) : []
    yield lines.flatMap(({ line }, place) => {
      const problem = obstacles[place]
      return problem ? [{ line, problems: [problem] }] : []
    })
  }
}

/**
 * This workflow starts the reversal of an import by a worker (contract R49): by corrections in a ledger, or by the deletion
 * of customers. If something was built on any row since, nothing is reversed, and the rows say why. Rows on which something
 * is built while the reversal runs are `kept`. It is not undone if a later step of your workflow fails: import the file again.
 *
 * Errors: `not_found`, `import_not_applied`, `import_built_on`, `import_busy`.
 *
 * @example
 * const { result } = await reverseImportWorkflow(container).run({
 *   input: { id: "imp_123", actor_id: "user_123" },
 * })
 *
 * @summary Take back what an import has posted.
 */
export const reverseImportWorkflow = oneStepWorkflow<ReverseImportWorkflowInput, ImportView>(
  "clientele-reverse-import",
  reverseStep,
)
