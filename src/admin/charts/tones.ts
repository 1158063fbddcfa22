/**
 * Colours of the dashboard's own palette, which has each in light and dark. Beside colour a line's dashes and the order of bars' parts
 * tell them apart.
 */
export const TONES = {
  blue: { color: "var(--tag-blue-icon)", dash: undefined },
  green: { color: "var(--tag-green-icon)", dash: "6 3" },
  orange: { color: "var(--tag-orange-icon)", dash: "2 3" },
  purple: { color: "var(--tag-purple-icon)", dash: "8 3 2 3" },
  red: { color: "var(--tag-red-icon)", dash: "1 3" },
  grey: { color: "var(--tag-neutral-icon)", dash: "10 4" },
} as const

export type Tone = keyof typeof TONES
