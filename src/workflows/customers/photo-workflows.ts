import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { givenId, parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { removePhoto, setPhoto, undoSetPhoto } from "./replace-photo"

/** Contract R13: 5 MB. */
export const MAX_PHOTO_BYTES = 5 * 1024 * 1024

const MAX_BASE64 = Math.ceil(MAX_PHOTO_BYTES / 3) * 4

const setPhotoInput = z.strictObject({
  customer_id: givenId,
  /** A JPEG or PNG in base64. `photoFormat` checks its bytes. */
  photo: z.string(),
})
const removePhotoInput = z.strictObject({ customer_id: givenId })

export type SetPhotoWorkflowInput = z.input<typeof setPhotoInput>
export type RemovePhotoWorkflowInput = z.input<typeof removePhotoInput>

const setPhotoStep = createStep(
  "clientele-set-photo",
  async (input: SetPhotoWorkflowInput, { container }) => {
    const { customer_id, photo } = parse(setPhotoInput, input, "input")
    if (photo.length > MAX_BASE64) {
      throw clienteleError("photo_too_large")
    }
    const { photo_url, photo_file_id } = await setPhoto(container, customer_id, photo)
    return new StepResponse({ photo_url }, { customer_id, photo_file_id })
  },
  async (done, { container }) => {
    if (done) {
      await undoSetPhoto(container, done.customer_id, done.photo_file_id)
    }
  },
)

const removePhotoStep = createStep("clientele-remove-photo", async (input: RemovePhotoWorkflowInput, { container }) => {
  const { customer_id } = parse(removePhotoInput, input, "input")
  await removePhoto(container, customer_id)
  return new StepResponse({ id: customer_id })
})

/**
 * This workflow sets or replaces a customer's photo (contract R13). `photo` is a JPEG or PNG of at most 5 MB, in
 * base64.
 *
 * If a later step of your workflow fails, the customer has no photo, because the change deleted the earlier file.
 *
 * Errors: `not_found`, `photo_too_large`, `invalid_request` on `photo`.
 *
 * @example
 * const { result } = await setCustomerPhotoWorkflow(container).run({
 *   input: { customer_id: "cus_123", photo: fs.readFileSync("ann.jpg", "base64") },
 * })
 *
 * @summary Set a customer's photo.
 */
export const setCustomerPhotoWorkflow = oneStepWorkflow("clientele-set-customer-photo", setPhotoStep)

/**
 * This workflow removes a customer's photo and its file (contract R13). Without a photo nothing happens.
 *
 * It is not undone if a later step of your workflow fails, because the file is deleted: make it the last step.
 *
 * Errors: `not_found`.
 *
 * @example
 * await removeCustomerPhotoWorkflow(container).run({
 *   input: { customer_id: "cus_123" },
 * })
 *
 * @summary Remove a customer's photo.
 */
export const removeCustomerPhotoWorkflow = oneStepWorkflow("clientele-remove-customer-photo", removePhotoStep)
