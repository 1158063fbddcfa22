import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import CustomerNoteModuleService from "./service"
import { CUSTOMER_NOTE_MODULE } from "./types"

export default Module(CUSTOMER_NOTE_MODULE, { service: CustomerNoteModuleService, loaders: noOrm })

export type * from "./types"
export { CUSTOMER_NOTE_MODULE, CustomerNoteModuleService }
