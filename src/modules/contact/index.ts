import { Module } from "@medusajs/framework/utils"
import ContactModuleService from "./service"
import { CONTACT_MODULE } from "./types"

export default Module(CONTACT_MODULE, { service: ContactModuleService })

export type * from "./types"
export { CONTACT_MODULE, ContactModuleService }
