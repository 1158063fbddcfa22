import { execFile } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import { projectDir } from "../../integration-tests/helpers/server-process"
import { type Benchmark, makeFigure } from "../lib/figure"

const run = promisify(execFile)

/** The most that the plugin may add to the dashboard, after gzip (kB). */
const BUDGET_KB = 250

/** Paths of the plugin's dashboard scripts, as the build of a host's dashboard imports them. */
function scriptsIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => path.join(folder, file))
}

/**
 * Measures the bytes that the packed plugin adds to a host's dashboard, minified and after gzip. Packages that the host has do not
 * count.
 */
export const adminBundle: Benchmark = {
  names: ["admin_bundle_kb"],
  run: async () => {
    await run(process.execPath, ["scripts/pack.mjs"], { cwd: projectDir, maxBuffer: 64 * 1024 * 1024 })
    const { transformWithEsbuild } = await import("vite")
    let bytes = 0
    for (const file of scriptsIn(path.join(projectDir, ".medusa/server/src/admin"))) {
      const { code } = await transformWithEsbuild(fs.readFileSync(file, "utf8"), file, { minify: true, loader: "js" })
      bytes += gzipSync(code, { level: 9 }).length
    }
    return [
      makeFigure({
        bench: "admin_bundle_kb",
        unit: "kB",
        value: bytes / 1000,
        reference: `${BUDGET_KB} kB`,
        reference_value: BUDGET_KB,
      }),
    ]
  },
}
