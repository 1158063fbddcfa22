import type { FileTypes } from "@medusajs/framework/types"
import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { LocalFileService } from "@medusajs/medusa/file-local"

/** Medusa's file provider for development, except that the deletion of a file named `hanging` never returns. */
class HangingFiles extends LocalFileService {
  override async delete(files: FileTypes.ProviderDeleteFileDTO | FileTypes.ProviderDeleteFileDTO[]): Promise<void> {
    if ([files].flat().some(({ fileKey }) => fileKey === "hanging")) await new Promise(() => undefined)
    return super.delete(files)
  }
}

export default ModuleProvider(Modules.FILE, { services: [HangingFiles] })
