import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { CUSTOMER_NOTE_MODULE, type CustomerNoteModuleService } from "../../modules/customer_note"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"
import { givenId, parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { saveNote } from "./note-input"

const addNoteInput = z.strictObject({
  customer_id: givenId,
  note: saveNote,
  /** The author: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
})
const updateNoteInput = z.strictObject({ customer_id: givenId, id: givenId, note: saveNote })
const removeNoteInput = z.strictObject({ customer_id: givenId, id: givenId })

export type AddNoteWorkflowInput = z.input<typeof addNoteInput>
export type UpdateNoteWorkflowInput = z.input<typeof updateNoteInput>
export type RemoveNoteWorkflowInput = z.input<typeof removeNoteInput>

const addNoteStep = createStep(
  "clientele-add-note",
  async (input: AddNoteWorkflowInput, { container }) => {
    const { customer_id, note, actor_id } = parse(addNoteInput, input, "input")
    await getMedusaCustomer(container, customer_id)
    const added = await notes(container).createNote(customer_id, note.body, actor_id ?? null)
    await emitNote(container, customerEvents.NOTE_CREATED, added)
    return new StepResponse(added, { customer_id, id: added.id })
  },
  async (done, { container }) => {
    if (done) {
      await notes(container).deleteNote(done.customer_id, done.id)
      await emitNote(container, customerEvents.NOTE_DELETED, done)
    }
  },
)

const updateNoteStep = createStep(
  "clientele-update-note",
  async (input: UpdateNoteWorkflowInput, { container }) => {
    const { customer_id, id, note } = parse(updateNoteInput, input, "input")
    await getMedusaCustomer(container, customer_id)
    const { body } = await notes(container).getNote(customer_id, id)
    const changed = await notes(container).updateNote(customer_id, id, note.body)
    await emitNote(container, customerEvents.NOTE_UPDATED, changed)
    return new StepResponse(changed, { customer_id, id, body })
  },
  async (done, { container }) => {
    if (done) {
      await notes(container).updateNote(done.customer_id, done.id, done.body)
      await emitNote(container, customerEvents.NOTE_UPDATED, done)
    }
  },
)

const removeNoteStep = createStep(
  "clientele-remove-note",
  async (input: RemoveNoteWorkflowInput, { container }) => {
    const done = parse(removeNoteInput, input, "input")
    await getMedusaCustomer(container, done.customer_id)
    await notes(container).deleteNote(done.customer_id, done.id)
    await emitNote(container, customerEvents.NOTE_DELETED, done)
    return new StepResponse({ id: done.id }, done)
  },
  async (done, { container }) => {
    if (done) {
      await notes(container).undoDeleteNote(done.customer_id, done.id)
      await emitNote(container, customerEvents.NOTE_CREATED, done)
    }
  },
)

/**
 * This workflow adds a note to a customer (contract R14). If a later step of your workflow fails, the note is deleted.
 *
 * Errors: `not_found`, `invalid_request` naming the field.
 *
 * @example
 * const { result: note } = await addNoteWorkflow(container).run({
 *   input: { customer_id: "cus_123", note: { body: "Prefers a call." }, actor_id: "user_123" },
 * })
 *
 * @summary Add a note on a customer.
 */
export const addNoteWorkflow = oneStepWorkflow("clientele-add-note", addNoteStep)

/**
 * This workflow changes the text of a note (contract R14); author and date stay. If a later step of your workflow fails,
 * the note has its earlier text again.
 *
 * Errors: `not_found`, also for another customer's note; `invalid_request` naming the field.
 *
 * @example
 * const { result: note } = await updateNoteWorkflow(container).run({
 *   input: { customer_id: "cus_123", id: "note_123", note: { body: "Prefers a mail." } },
 * })
 *
 * @summary Change a note.
 */
export const updateNoteWorkflow = oneStepWorkflow("clientele-update-note", updateNoteStep)

/**
 * This workflow deletes a note softly (contract R14). If a later step of your workflow fails, the note is restored.
 *
 * Errors: `not_found`, also for another customer's note; `invalid_request` naming the field.
 *
 * @example
 * await removeNoteWorkflow(container).run({
 *   input: { customer_id: "cus_123", id: "note_123" },
 * })
 *
 * @summary Remove a note.
 */
export const removeNoteWorkflow = oneStepWorkflow("clientele-remove-note", removeNoteStep)

const notes = (container: MedusaContainer) => container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE)

type NoteEvent = (typeof customerEvents)["NOTE_CREATED" | "NOTE_UPDATED" | "NOTE_DELETED"]

/** Emits an event about a note (contract R64). Never fails the request. */
async function emitNote(
  container: MedusaContainer,
  name: NoteEvent,
  { id, customer_id }: { id: string; customer_id: string },
): Promise<void> {
  await emit(container, [{ name, data: { id, customer_id, customer_ids: [customer_id] } }])
}
