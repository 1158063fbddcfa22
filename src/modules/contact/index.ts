import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import ContactModuleService from "./service"
import { CONTACT_MODULE } from "./types"

export default Module(CONTACT_MODULE, { service: ContactModuleService, loaders: noOrm })

export type { ContactRemoved, ContactsDone } from "./domain/undo-contacts"
export type * from "./types"
export { CONTACT_MODULE, ContactModuleService }
