import { Module } from "@medusajs/framework/utils"
import { seen } from "../../seen"

type Pool = { raw(sql: string, bindings: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }> }

/** Notes what a module is given, and when its hook is called. */
export class StartProbe {
  readonly pool: Pool
  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      seen.starts.push(seen.workflowsLoaded)
    },
  }

  constructor({ __pg_connection__ }: { __pg_connection__: Pool }) {
    this.pool = __pg_connection__
  }
}

export default Module("start_probe", { service: StartProbe })
