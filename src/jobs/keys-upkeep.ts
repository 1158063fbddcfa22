import type { MedusaContainer } from "@medusajs/framework/types"
import { API_KEY_MODULE, type ApiKeyModuleService } from "../modules/api_key"

/** Old counts of calls with secret keys (CONTRACT R62), once a day. */
export default async function keysUpkeep(container: MedusaContainer): Promise<void> {
  await container.resolve<ApiKeyModuleService>(API_KEY_MODULE).cleanUp()
}

export const config = { name: "clientele-keys-upkeep", schedule: "17 3 * * *" }
