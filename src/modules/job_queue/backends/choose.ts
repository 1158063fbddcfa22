import type { PluginOptions } from "../../../kernel/options"
import type { Timing } from "../timing"
import type { QueueBackend } from "./backend"
import { DeferredBackend } from "./deferred"
import { KNOWN_BACKENDS } from "./known"

type DriverOptions = {
  ssl?: SslOption
  connection?: { ssl?: SslOption }
  dynamicPassword?: () => string | Promise<string>
}
type SslOption = boolean | { rejectUnauthorized?: boolean }

// Loaded lazily, because both import BullMQ (see DeferredBackend).
const postgres = () => require("./postgres") as typeof import("./postgres")
const redis = () => require("./redis") as typeof import("./redis")

/**
 * The database settings that Medusa injects into every module's options. They contain the password: never log or return
 * them.
 */
export type InjectedDatabase = { clientUrl?: string; driverOptions?: DriverOptions }

/**
 * Redis where `redisUrl` is set, else the store's PostgreSQL: by `queue.databaseUrl`, or by the URL and SSL settings of
 * the store itself (ADR 0005).
 */
export function chooseBackend(
  options: PluginOptions,
  database: InjectedDatabase | undefined,
  timing: Timing,
  onError: (error: Error) => void,
): QueueBackend {
  const { redisUrl } = options
  if (redisUrl) {
    return new DeferredBackend(KNOWN_BACKENDS.redis, () => new (redis().RedisBackend)(redisUrl, timing, onError))
  }
  const driver = database?.driverOptions
  const url = options.queue.databaseUrl ?? database?.clientUrl
  const config = {
    // `ssl_mode` is Medusa's own parameter, which the driver does not know.
    connectionString: url?.replace(/([?&])ssl_mode=[^&]*&?/i, "$1"),
    ssl: driver?.ssl ?? driver?.connection?.ssl ?? false,
    ...(driver?.dynamicPassword ? { password: driver.dynamicPassword } : {}),
  }
  return new DeferredBackend(KNOWN_BACKENDS.postgres, () => new (postgres().PostgresBackend)(config, timing, onError))
}
