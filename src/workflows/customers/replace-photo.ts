import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { deleteFilesWorkflow, uploadFilesWorkflow } from "@medusajs/medusa/core-flows"
import { errorText } from "../../kernel/error-text"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfile,
  type CustomerProfileModuleService,
  type ProfileChange,
} from "../../modules/customer_profile"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { customerEvents } from "../shared/events/customer-events"
import { announcingCustomer } from "./announce-customer"
import { photoFormat } from "./photo-format"

type Photo = { photo_url: string | null; photo_file_id: string | null }
type KeptPhoto = { photo_url: string; photo_file_id: string }

const NONE: Photo = { photo_url: null, photo_file_id: null }

/**
 * Sets a customer's photo and replaces an earlier one (contract R13). The file gets a generated name, and its type is
 * detected from its bytes. A failure half-way keeps the earlier photo and leaves no file.
 *
 * @param content the image in base64, at most 5 MB of bytes
 * @throws `not_found`; `invalid_request` on `photo`
 */
export async function setPhoto(container: MedusaContainer, customerId: string, content: string): Promise<KeptPhoto> {
  await getMedusaCustomer(container, customerId)
  const format = await photoFormat(Buffer.from(content, "base64"))
  const { result } = await uploadFilesWorkflow(container).run({
    input: {
      files: [
        {
          // Medusa's local file provider adds only the millisecond, in which another customer's photo can come.
          filename: `${randomUUID()}-customer-photo.${format.extension}`,
          mimeType: format.mime_type,
          content,
          access: "public",
        },
      ],
    },
  })
  const [file] = result as [{ id: string; url: string }]
  const photo = { photo_url: file.url, photo_file_id: file.id }
  try {
    await announced(container, customerId, photo)
  } catch (error) {
    await deleteQuietly(container, file.id)
    throw error
  }
  return photo
}

/** Removes a customer's photo, an uploaded one or a URL. Without one nothing happens. @throws `not_found` */
export async function removePhoto(container: MedusaContainer, customerId: string): Promise<void> {
  await getMedusaCustomer(container, customerId)
  const [profile] = await profiles(container).listProfiles([customerId])
  if (profile?.photo_url || profile?.photo_file_id) {
    await announced(container, customerId, NONE)
  }
}

/** Undoes {@link setPhoto}: the customer has no photo. A photo that was set meanwhile stays. */
export async function undoSetPhoto(container: MedusaContainer, customerId: string, fileId: string): Promise<void> {
  const [profile] = await profiles(container).listProfiles([customerId])
  if (profile?.photo_file_id === fileId) {
    await announced(container, customerId, NONE)
  }
}

/** Replaces the photo and announces the changed customer (contract R64). */
async function announced(container: MedusaContainer, customerId: string, photo: Photo): Promise<void> {
  await announcingCustomer(container, customerEvents.UPDATED, customerId, () => replace(container, customerId, photo))
}

/** Deletes the earlier file after nothing refers to it: the one that this change has replaced, also beside another change. */
async function replace(container: MedusaContainer, customerId: string, photo: Photo): Promise<void> {
  const { before } = await profiles(container).saveProfile(customerId, photo)
  if (before.photo_file_id) {
    await deleteQuietly(container, before.photo_file_id)
  }
}

/**
 * Deletes the file of an uploaded photo that a committed change of the profile has replaced by a URL, or cleared. Otherwise
 * nothing would name the file any more, and anonymising the customer would leave it (contract R18).
 */
export async function deleteReplacedPhoto(
  container: MedusaContainer,
  before: CustomerProfile | undefined,
  change: ProfileChange,
): Promise<void> {
  if (before?.photo_file_id && change.photo_file_id === null) {
    await deleteQuietly(container, before.photo_file_id)
  }
}

/** A file that stays behind only takes space, so the request does not fail. */
async function deleteQuietly(container: MedusaContainer, fileId: string): Promise<void> {
  try {
    await deleteFilesWorkflow(container).run({ input: { ids: [fileId] } })
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the file ${fileId} could not be deleted: ${errorText(error)}`)
  }
}

const profiles = (container: MedusaContainer) =>
  container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
