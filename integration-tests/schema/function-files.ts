import fs from "node:fs"
import path from "node:path"

/** The modules that have database functions, and what the names of theirs begin with. */
export const PREFIXES = {
  points: "clientele_points_",
  one_time_code: "clientele_code_",
  credit: "clientele_credit_",
  credit_check: "clientele_credit_check_",
  api_key: "clientele_key_",
  webhook: "clientele_webhook_",
} as const

export type ModuleName = keyof typeof PREFIXES
export const modulesFolder = path.join(__dirname, "../../src/modules")
export const functionsFolder = (module: string) => path.join(modulesFolder, module, "schema/functions")

export type FunctionFile = { module: ModuleName; name: string; exported: string[] }

/** Every function that has a file: `hold-place.ts` of points exports the statement of `clientele_points_hold_place`. */
export const functionFiles: FunctionFile[] = (Object.keys(PREFIXES) as ModuleName[]).flatMap((module) =>
  fs
    .readdirSync(functionsFolder(module))
    .map((file) => path.basename(file, ".ts"))
    .filter((file) => file !== "index")
    .map((file) => ({
      module,
      name: PREFIXES[module] + file.replaceAll("-", "_"),
      exported: Object.values(require(path.join(functionsFolder(module), file)) as Record<string, string>),
    })),
)
