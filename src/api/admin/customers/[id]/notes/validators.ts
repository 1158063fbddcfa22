import type { z } from "@medusajs/framework/zod"
import { saveNote } from "../../../../../workflows/customers/note-input"
import { page } from "../../../../shared/paging"

export const AdminSaveCustomerNote = saveNote
export type AdminSaveCustomerNoteType = z.infer<typeof AdminSaveCustomerNote>

export const AdminListCustomerNotes = page()
export type AdminListCustomerNotesType = z.infer<typeof AdminListCustomerNotes>
