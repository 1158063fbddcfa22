import type { PluginOptions } from "../../../kernel/options"
import type { Timing } from "../timing"
import type { QueueBackend } from "./backend"
import { PostgresBackend } from "./postgres"
import { RedisBackend } from "./redis"

type DriverOptions = {
  ssl?: SslOption
  connection?: { ssl?: SslOption }
  dynamicPassword?: () => string | Promise<string>
}
type SslOption = boolean | { rejectUnauthorized?: boolean }

/** What Medusa injects into every module's options; it holds the password: never log or return it. */
export type InjectedDatabase = { clientUrl?: string; driverOptions?: DriverOptions }

/**
 * Redis where `redisUrl` is set, else the store's PostgreSQL: by `queue.databaseUrl`, or by the URL and SSL settings of
 * the store itself (DESIGN D5).
 */
export function chooseBackend(
  options: PluginOptions,
  database: InjectedDatabase | undefined,
  timing: Timing,
  onError: (error: Error) => void,
): QueueBackend {
  if (options.redisUrl) {
    return new RedisBackend(options.redisUrl, timing, onError)
  }
  const driver = database?.driverOptions
  const url = options.queue.databaseUrl ?? database?.clientUrl
  const config = {
    // `ssl_mode` is Medusa's own parameter, which the driver does not know.
    connectionString: url?.replace(/([?&])ssl_mode=[^&]*&?/i, "$1"),
    ssl: driver?.ssl ?? driver?.connection?.ssl ?? false,
    ...(driver?.dynamicPassword ? { password: driver.dynamicPassword } : {}),
  }
  return new PostgresBackend(config, timing, onError)
}
