import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createHook, createWorkflow, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { withDeadline } from "../../../kernel/deadline"
import { errorText } from "../../../kernel/error-text"
import { count } from "../../../kernel/metrics"
import type { ClienteleEvent } from "../../../types/events"
import type { AdditionalData } from "../input/additional-data"
import { type AccountEvent, emit, logSafely, withCustomers } from "./emit"
import type { pointsEvents } from "./points-events"

type PostingName = (typeof pointsEvents)[
  | "EARNED"
  | "REVERSED"
  | "REDEEMED"
  | "RETURNED"
  | "ADJUSTED"
  | "MERGED"
  | "EXPIRED"]

/** A posting: name and payload of its event. */
export type PointsPosting = ClienteleEvent<PostingName>

export type PointsPostedInput = {
  /** At least one. A sweep passes the postings of up to 100 orders at once. */
  postings: PointsPosting[]
  /** The workflow's `additional_data`. None for postings by an event, a job or the sweep. */
  additional_data?: AdditionalData
}

const ID = "clientele-points-posted"
const HOOK = "pointsPosted"

/**
 * This workflow has the hook `pointsPosted`, which runs after points were posted, on every path: an award, a reversal, a
 * redemption, a return, an adjustment, a merge or an expiry. It does nothing else. Do not call it.
 *
 * The hook runs after the commit, at most once for each posting. A handler that throws is logged; the entries stay, and the
 * handler is not called again. If you must handle every posting, read the ledger, too.
 *
 * @example
 * pointsPostedWorkflow.hooks.pointsPosted(async ({ postings }, { container }) => {
 *   const logger = container.resolve("logger")
 *   for (const { name, data } of postings) {
 *     logger.info(`${name}: ${data.points} points`)
 *   }
 * })
 *
 * @summary Run the hook after points were posted.
 */
export const pointsPostedWorkflow = createWorkflow(ID, (input: WorkflowData<PointsPostedInput>) => {
  const pointsPosted = createHook(HOOK, input)
  return new WorkflowResponse(input, { hooks: [pointsPosted] })
})

/** The default in place of the hook until a host registers a handler. */
const EMPTY = WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK)

const isHooked = (): boolean => WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK) !== EMPTY

type Posted = Extract<AccountEvent, { name: PostingName }>

/**
 * Emits the events about postings, and calls the host's hook if it has a handler. Never fails, because the entries are
 * committed.
 */
export async function announcePostings(
  container: MedusaContainer,
  posted: readonly Posted[],
  additionalData?: AdditionalData,
): Promise<void> {
  if (posted.length > 0) {
    countPoints(posted)
    const postings = (await withCustomers(container, posted)) as PointsPosting[]
    await Promise.all([emit(container, postings), callHook(container, postings, additionalData)])
  }
}

/** By the last word of the event's name: earned, reversed, redeemed, returned, adjusted, merged, expired. */
function countPoints(posted: readonly { name: string; data: { points: number } }[]): void {
  for (const { name, data } of posted) {
    count("clientele.points.posted", { kind: name.slice(name.lastIndexOf(".") + 1) }, Math.abs(data.points))
  }
}

/** The same with known customers. */
export async function announcePosting(
  container: MedusaContainer,
  posting: PointsPosting,
  additionalData?: AdditionalData,
): Promise<void> {
  countPoints([posting])
  await Promise.all([emit(container, [posting]), callHook(container, [posting], additionalData)])
}

/** A handler that hangs must not stop the sweep or the route that posted (contract M53). */
const HOOK_MS = 10_000

async function callHook(
  container: MedusaContainer,
  postings: PointsPosting[],
  additional_data: AdditionalData,
): Promise<void> {
  if (!isHooked()) {
    return
  }
  try {
    const called = pointsPostedWorkflow(container).run({ input: { postings, additional_data } })
    await withDeadline(HOOK_MS, "the handler", called)
  } catch (error) {
    const failure = `the hook pointsPosted failed for ${postings.length} postings`
    logSafely(container, "error", `clientele: ${failure}: ${errorText(error)}`)
  }
}
