/** Key of the module in Medusa's container. */
export const API_KEY_MODULE = "clientele_api_key"

import type { KeyMode } from "./domain/budgets"

export type { KeyCall, KeyMode } from "./domain/budgets"

/** A change of a key's mode. */
export type KeyModeChange = { mode: KeyMode; actor_id: string | null; changed_at: Date }

/** A period in which a key was a test key; `until` is `null` for one that still is. */
export type TestPeriod = { key_id: string; since: Date; until: Date | null }

/** A window of a budget: its size, the remaining calls, and the milliseconds until it ends. */
export type Window = { name: "minute" | "day"; seconds: number; quota: number; left: number; ends_in_ms: number }

/** The decision of the limits about a call. A call that is not `allowed` counts in no window. */
export type CountedCall = { allowed: boolean; windows: [minute: Window, day: Window] }
