/** A hold's id is the code of its adjustments. No other code begins like this. */
const PREFIX = "phold_"

export function isHoldCode(code: unknown): code is string {
  return typeof code === "string" && code.startsWith(PREFIX)
}
