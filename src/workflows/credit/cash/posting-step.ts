import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { createStep, type StepFunction, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { hasCode } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditEntry, type CreditModuleService, type Posted } from "../../../modules/credit"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { creditEvents } from "../../shared/events/credit-events"
import { parse } from "../../shared/input/parse"
import { captureSoon } from "../captures/capture-soon"
import { announceEntry, announcePaid, type PostingEvent } from "./announce-cash"

/** Fields of all requests that change an account's money. */
type Request = { account_id: string; actor_id?: string | null | undefined; idempotency_key?: string | undefined }

/** The request with defaults for omitted fields. Keys are unique in the store, so a generated key never repeats. */
export const completed = <Given extends Request>({ actor_id, idempotency_key, ...rest }: Given) => ({
  ...(rest as Omit<Given, "actor_id" | "idempotency_key">),
  actor_id: actor_id ?? null,
  idempotency_key: idempotency_key ?? generateEntityId(undefined, "ckey"),
})

type Completed<Given extends Request> = ReturnType<typeof completed<Given>>

type Posting<Schema extends z.ZodType<Request>> = {
  schema: Schema
  /** Work before the posting; safe to repeat. */
  prepare?: (container: MedusaContainer, request: Completed<z.output<Schema>>) => Promise<void>
  post: (credit: CreditModuleService, request: Completed<z.output<Schema>>) => Promise<Posted>
  /** Emitted after the commit, once for each entry. */
  event: PostingEvent
  /** Whether the entry cannot be reversed. */
  isFinal?: true
}

/**
 * Makes a step that posts one entry to an account's ledger (contract R23). The ledger is append-only, so the step is undone
 * by a reversal, once. A repeated key that posted nothing is not undone.
 */
export function postingStep<Schema extends z.ZodType<Request>>(
  id: string,
  { schema, prepare, post, event, isFinal }: Posting<Schema>,
): StepFunction<z.input<Schema>, CreditEntry> {
  return createStep(
    id,
    async (input: z.input<Schema>, { container }) => {
      const request = completed(parse(schema, input, "input")) as Completed<z.output<Schema>>
      // Includes deleted customers, because payments are never blocked.
      await getMedusaCustomer(container, request.account_id, true)
      await prepare?.(container, request)
      const { entry, applied } = await post(container.resolve<CreditModuleService>(CREDIT_MODULE), request)
      if (!applied) {
        return new StepResponse<CreditEntry, Undo>(entry, null)
      }
      await announceEntry(container, event, entry)
      await announcePaid(container, [request.account_id])
      await captureSoon(container, request.account_id)
      const { account_id, actor_id } = request
      return new StepResponse<CreditEntry, Undo>(entry, isFinal ? null : { account_id, actor_id, entry_id: entry.id })
    },
    async (done: Undo | undefined, { container }) => {
      if (done) {
        await takeBack(container, done)
      }
    },
  ) as StepFunction<z.input<Schema>, CreditEntry>
}

type Undo = { account_id: string; actor_id: string | null; entry_id: string } | null

async function takeBack(container: MedusaContainer, done: NonNullable<Undo>): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  try {
    const reason = `reverses ${done.entry_id}`
    // A generated key: an entry is reversed once regardless of the key, and no client's key can conflict.
    const { entry, applied } = await credit.reverse(completed({ ...done, reason }))
    if (applied) {
      await announceEntry(container, creditEvents.ENTRY_REVERSED, entry)
      await announcePaid(container, [done.account_id])
      await captureSoon(container, done.account_id)
    }
  } catch (error) {
    // Another request was faster.
    if (!hasCode(error, "entry_reversed")) {
      throw error
    }
  }
}
