import type { Preset } from "./preset"
import { shopify } from "./shopify"
import { yotpo } from "./yotpo"

/** Files of other services that an import reads as they are, by name (docs/imports.md). */
export const PRESETS = { shopify, yotpo } as const satisfies Record<string, Preset>

export type PresetName = keyof typeof PRESETS

export const presetNames = Object.keys(PRESETS) as [PresetName, ...PresetName[]]
