import { z } from "@medusajs/framework/zod"
import { saveNote } from "../../../workflows/customers/note-input"
import { flag, page, withDeleted } from "../../paging"

export const AdminGetCustomerProfile = z.strictObject({ with_deleted: withDeleted })
export type AdminGetCustomerProfileType = z.infer<typeof AdminGetCustomerProfile>

export const AdminDeleteCustomerProfile = z.strictObject({ force: flag.default(false) })
export type AdminDeleteCustomerProfileType = z.infer<typeof AdminDeleteCustomerProfile>

export const AdminSaveCustomerNote = saveNote
export type AdminSaveCustomerNoteType = z.infer<typeof AdminSaveCustomerNote>

export const AdminListCustomerNotes = page()
export type AdminListCustomerNotesType = z.infer<typeof AdminListCustomerNotes>
