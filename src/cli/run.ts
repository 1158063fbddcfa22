import type { MedusaContainer } from "@medusajs/framework/types"
import type { ExitCode, Output } from "./output"

/** The context of a command: the store's container, and its output. */
export type Work = (container: MedusaContainer, out: Output) => Promise<ExitCode>

/** Boots the store and runs the named command. */
export type Run = (work: Work) => Promise<void>
