import { z } from "@medusajs/framework/zod"
import { lengths } from "../../../modules/customer_profile"
import { flag, page, withDeleted } from "../../paging"
import { text } from "../../validate"

const [, MAX_NOTE] = lengths.note

export const AdminGetCustomerProfile = z.strictObject({ with_deleted: withDeleted })
export type AdminGetCustomerProfileType = z.infer<typeof AdminGetCustomerProfile>

export const AdminDeleteCustomerProfile = z.strictObject({ force: flag.default(false) })
export type AdminDeleteCustomerProfileType = z.infer<typeof AdminDeleteCustomerProfile>

export const AdminSaveCustomerNote = z.strictObject({ body: text(MAX_NOTE) })
export type AdminSaveCustomerNoteType = z.infer<typeof AdminSaveCustomerNote>

export const AdminListCustomerNotes = page()
export type AdminListCustomerNotesType = z.infer<typeof AdminListCustomerNotes>
