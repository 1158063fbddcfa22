import { Module } from "@medusajs/framework/utils"
import JobQueueModuleService from "./service"
import { JOB_QUEUE_MODULE } from "./types"

export default Module(JOB_QUEUE_MODULE, { service: JobQueueModuleService })

export { defineJob } from "./job-registry"
export type * from "./types"
export { queueNames } from "./types"
export { JOB_QUEUE_MODULE, JobQueueModuleService }
