import { type Clock, systemClock } from "../../kernel/clock"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { parseOptions } from "../../kernel/options"
import { Readable } from "../../kernel/reading/readable"
import { readWatermark } from "../../kernel/watermark"
import {
  defaultSettings,
  isSettingKey,
  parseSetting,
  parseSettings,
  type SettingChange,
  type Settings,
  settingKeys,
} from "./domain/settings"
import { accounts, entries } from "./reading"
import { readPresent } from "./sql/prepared-statements"
import {
  changeSetting,
  type LoggedChange,
  listSettingChanges,
  readSettingLog,
  readSettings,
  type StoredSetting,
  seedSettings,
} from "./sql/stored-settings"
import { POINTS_MODULE } from "./types"

export type Cradle = { __pg_connection__: Pool; logger?: { error(message: string): void } }

export const WATERMARK = "clientele_points_watermark"

const DAY_MS = 86_400_000

/** The part of the points service that keeps settings, and the present. */
export class PointsSettingsService extends Readable(POINTS_MODULE, accounts, entries) {
  protected readonly db: Pool
  readonly #firstSettings: Partial<Settings>
  protected readonly logger: Cradle["logger"]
  /** The present; tests set it. */
  clock: Clock = systemClock

  constructor(cradle: Cradle, options?: Record<string, unknown>) {
    super(cradle)
    this.db = cradle.__pg_connection__
    this.logger = cradle.logger
    this.#firstSettings = checkedSettings(parseOptions(options).loyalty.settings)
  }

  override present(): Date {
    return this.clock()
  }

  /** The ledger's time in a test; `null` means the database's present (ADR 0037). */
  protected chosenNow(): Date | null {
    return this.clock === systemClock ? null : this.clock()
  }

  /**
   * Writes the options' first values and starts the watermark. Runs at every boot and takes effect at the first boot with
   * these options. A value that conflicts with stored settings is left out, which is logged.
   */
  async seed(): Promise<void> {
    for (const problem of await seedSettings(this.db, this.#firstSettings)) {
      this.logger?.error(`medusa-plugin-clientele: an option was ignored. loyalty.settings.${problem}`)
    }
    await readWatermark(this.db, WATERMARK, "sweep")
  }

  /** All settings as they are now, defaults included. */
  async getSettings(db: Database = this.db): Promise<Settings> {
    return { ...defaultSettings, ...(await readSettings(db)) }
  }

  /** All changes, oldest first. `settingsAt` computes from them the settings in force at a time. */
  async getSettingLog(): Promise<SettingChange[]> {
    return readSettingLog(this.db)
  }

  /** The same, newest first, in pages, with actors and former values. @param limit 1 to 100 */
  async listSettingChanges(limit: number, offset: number): Promise<{ changes: LoggedChange[]; count: number }> {
    return listSettingChanges(this.db, limit, offset)
  }

  /**
   * @param raw as JSON or in its string form
   * @throws `unknown_setting`, or `invalid_request` naming the key
   */
  async setSetting(key: string, raw: unknown, actorId: string | null): Promise<StoredSetting> {
    if (!isSettingKey(key)) {
      throw clienteleError("unknown_setting", `There is no setting "${key}". Known: ${settingKeys.join(", ")}.`)
    }
    const parsed = parseSetting(key, raw)
    if (!parsed.ok) {
      throw clienteleError("invalid_request", parsed.message)
    }
    return changeSetting(this.db, key, parsed.value, actorId)
  }

  /**
   * When points that are added by hand or by a file expire, by the database's clock (contract M49); `null` for never.
   *
   * @param db the caller's transaction: it needs no second connection then
   */
  protected async expiryOfAdjustments(db: Database = this.db): Promise<Date | null> {
    const days = (await this.getSettings(db)).loyalty_points_ttl_days
    if (days === null) {
      return null
    }
    const now = this.chosenNow() ?? (await readPresent(db))
    return new Date(now.getTime() + days * DAY_MS)
  }
}

function checkedSettings(raw: Record<string, unknown>): Partial<Settings> {
  const { values, problems } = parseSettings(raw)
  if (problems.length > 0) {
    throw clienteleError(
      "invalid_option",
      `medusa-plugin-clientele: invalid option. loyalty.settings.${problems.join("; loyalty.settings.")}`,
    )
  }
  return values
}
