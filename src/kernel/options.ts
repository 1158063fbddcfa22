import { z } from "@medusajs/framework/zod"
import { clienteleError } from "./errors"

/**
 * Every option of the plugin (CONTRACT section 8). Each module of the plugin receives the same object from Medusa and
 * validates it whole, so that a misspelt option stops the boot wherever it is read.
 */
export const pluginOptionsSchema = z.strictObject({
  /** Redis URL. Without it the queue runs on PostgreSQL. Example: `redis://localhost:6379`. */
  redisUrl: z.string().min(1).optional(),
  queue: z
    .strictObject({
      /** Direct PostgreSQL URL for the queue, where the store's own URL goes through a transaction pooler. */
      databaseUrl: z.string().min(1).optional(),
    })
    .default({}),
  identity: z
    .strictObject({
      /** The shop verifies email addresses at sign-up, so that a signed-in customer needs no further proof (DESIGN D8). */
      trustRegisteredEmail: z.boolean().default(false),
    })
    .default({ trustRegisteredEmail: false }),
  loyalty: z
    .strictObject({
      /** First values of the settings of R30; what is changed at run time wins. Checked by the points module. */
      settings: z.record(z.string(), z.unknown()).default({}),
    })
    .default({ settings: {} }),
})

export type PluginOptions = z.infer<typeof pluginOptionsSchema>

/** What Medusa itself adds to the options of every module; never read, logged or returned (it holds the password). */
const FRAMEWORK_KEYS = new Set(["database"])

/**
 * Validates the plugin's options.
 *
 * @throws `invalid_option` naming the option, which stops the boot
 */
export function parseOptions(raw: Record<string, unknown> | undefined): PluginOptions {
  const ours = Object.fromEntries(Object.entries(raw ?? {}).filter(([key]) => !FRAMEWORK_KEYS.has(key)))
  const result = pluginOptionsSchema.safeParse(ours)
  if (result.success) {
    return result.data
  }
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.join(".")
    return path ? `${path}: ${issue.message}` : issue.message
  })
  throw clienteleError("invalid_option", `medusa-plugin-clientele: invalid option. ${problems.join("; ")}`)
}
