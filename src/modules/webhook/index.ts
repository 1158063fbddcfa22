import { Module } from "@medusajs/framework/utils"
import WebhookModuleService from "./service"
import { WEBHOOK_MODULE } from "./types"

export default Module(WEBHOOK_MODULE, { service: WebhookModuleService })

export { matchesEvent, problemOfFilter } from "./domain/event-filter"
export { payloadForms } from "./domain/message-body"
export type * from "./types"
export { WEBHOOK_MODULE, WebhookModuleService }
