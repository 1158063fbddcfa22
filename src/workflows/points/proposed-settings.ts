import { clienteleError } from "../../kernel/errors"
import {
  conflictOf,
  isSettingKey,
  parseSetting,
  type SettingChange,
  type SettingKey,
  type Settings,
  settingKeys,
} from "../../modules/points"

/**
 * The stored settings with proposed values. Nothing is saved.
 *
 * @throws `unknown_setting`, or `invalid_request` naming the setting that is not valid
 */
export function proposedSettings(stored: Settings, changes: Record<string, unknown>): Settings {
  const settings = { ...stored }
  for (const [key, raw] of Object.entries(changes)) {
    if (!isSettingKey(key)) {
      throw clienteleError(
        "unknown_setting",
        `There is no setting "${key.slice(0, 100)}". Known: ${settingKeys.join(", ")}.`,
      )
    }
    const parsed = parseSetting(key, raw)
    if (!parsed.ok) {
      throw clienteleError("invalid_request", parsed.message)
    }
    Object.assign(settings, { [key]: parsed.value })
  }
  const conflict = Object.keys(changes)
    .map((key) => conflictOf(settings, key as SettingKey))
    .find((one) => one !== null)
  if (conflict) {
    throw clienteleError("invalid_request", conflict)
  }
  return settings
}

/** A change log in which these settings were always in force. */
export const settingLog = (settings: Settings): SettingChange[] =>
  settingKeys.map((key) => ({ key, value: settings[key], changed_at: new Date(0) }))
