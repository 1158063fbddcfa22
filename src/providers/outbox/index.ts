import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { OutboxProviderService } from "./service"

export default ModuleProvider(Modules.NOTIFICATION, { services: [OutboxProviderService] })
