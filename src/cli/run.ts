import type { MedusaContainer } from "@medusajs/framework/types"
import type { ExitCode, Output } from "./output"

/** What a command works with: the store's container, and where its answer goes. */
export type Work = (container: MedusaContainer, out: Output) => Promise<ExitCode>

/** Boots the store and does the work of the command that was named. */
export type Run = (work: Work) => Promise<void>
