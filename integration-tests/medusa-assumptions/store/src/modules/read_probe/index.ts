import { defineJoinerConfig, MedusaServiceModelObjectsSymbol, Module } from "@medusajs/framework/utils"
import { seen } from "../../seen"
import { ProbeOther } from "./models/other"
import { ProbeThing } from "./models/thing"

type Filters = Record<string, string | string[]>

/** Answers Query without any table: one row for each customer or address asked for, which says which method made it. */
class ReadProbe {
  static readonly [MedusaServiceModelObjectsSymbol] = { ProbeThing, ProbeOther }

  constructor(cradle: object) {
    seen.readProbeCradle = Object.keys(cradle)
  }

  __joinerConfig() {
    return defineJoinerConfig("read_probe", { models: [ProbeThing, ProbeOther] })
  }

  listProbeThings(filters: Filters, config: Record<string, unknown>) {
    return this.#list("listProbeThings", filters, config)
  }

  listProbeOthers(filters: Filters, config: Record<string, unknown>) {
    return this.#list("listProbeOthers", filters, config)
  }

  async #list(method: string, filters: Filters, config: Record<string, unknown>) {
    seen.reads.push({ method, filters, config })
    return Object.entries(filters).flatMap(([key, values]) =>
      [values].flat().map((one) => ({ id: method, [key]: one })),
    )
  }
}

export default Module("read_probe", {
  service: ReadProbe,
  loaders: [async function connectionLoader() {}, async function containerLoader() {}],
})
