import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import CustomerProfileModuleService from "./service"
import { CUSTOMER_PROFILE_MODULE } from "./types"

export default Module(CUSTOMER_PROFILE_MODULE, { service: CustomerProfileModuleService, loaders: noOrm })

export { DEFAULT_PROFILE } from "./domain/defaults"
export { type Limits, lengths, strictLengths } from "./domain/lengths"
export { checkMetadata, type Metadata, medusaMetadata, mergeMetadata } from "./domain/metadata"
export { changeNames, type KnownNames, type NameInput, NO_NAMES, nameOf } from "./domain/names"
export { checkRequired } from "./domain/required"
export type * from "./types"
export { CUSTOMER_PROFILE_MODULE, CustomerProfileModuleService }
