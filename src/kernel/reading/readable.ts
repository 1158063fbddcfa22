import { defineJoinerConfig, MedusaServiceModelObjectsSymbol } from "@medusajs/framework/utils"
import type { Database } from "../database"
import { clienteleError } from "../errors"
import type { Filters } from "./conditions"
import type { ReadModel } from "./read-model"
import { createReader, type ReadConfig, type Reader, type Row } from "./reader"

type List = (filters?: Filters, config?: ReadConfig) => Promise<Row[]>
type ListAndCount = (filters?: Filters, config?: ReadConfig) => Promise<[rows: Row[], count: number]>
type Retrieve = (id: string, config?: ReadConfig) => Promise<Row>

type Methods<M extends ReadModel> = { [K in `list${M["many"]}`]: List } & {
  [K in `listAndCount${M["many"]}`]: ListAndCount
} & { [K in `retrieve${M["one"]}`]: Retrieve }

type All<M extends readonly ReadModel[]> = M extends readonly [infer First extends ReadModel, ...infer Rest]
  ? Methods<First> & (Rest extends readonly ReadModel[] ? All<Rest> : unknown)
  : unknown

type Alias = { name: string | string[]; entity?: string; __internal?: unknown }

type Base = {
  /** The present time, for figures that depend on it. */
  present(): Date
  __joinerConfig(): ReturnType<typeof joinerConfig>
}

type Cradle = { __pg_connection__: Database }

/**
 * A service's base class that lets Query read these models: `list…`, `listAndCount…` and `retrieve…` of each, with the
 * names of Medusa's `MedusaService`, and no method that writes (contract R69, ADR 0040).
 *
 * @param key the module's container key
 */
export function Readable<const M extends readonly ReadModel[]>(key: string, ...models: M) {
  const readers = new WeakMap<object, ReadonlyMap<string, Reader>>()

  class ReadableService {
    static readonly [MedusaServiceModelObjectsSymbol] = Object.fromEntries(models.map(({ one, model }) => [one, model]))

    constructor({ __pg_connection__ }: Cradle) {
      const now = () => this.present()
      readers.set(this, new Map(models.map((read) => [read.one, createReader(__pg_connection__, read, now)])))
    }

    present() {
      return new Date()
    }

    __joinerConfig() {
      return joinerConfig(key, models)
    }
  }
  for (const { one, many } of models) {
    const reader = (service: object) => readers.get(service)?.get(one) as Reader
    Object.assign(ReadableService.prototype, {
      [`list${many}`](filters?: Filters, config?: ReadConfig) {
        return reader(this).list(filters, config)
      },
      async [`listAndCount${many}`](filters?: Filters, config?: ReadConfig) {
        return Promise.all([reader(this).list(filters, config), reader(this).count(filters, config)])
      },
      async [`retrieve${one}`](id: string, config?: ReadConfig) {
        const [row] = await reader(this).list({ id: String(id) }, { ...config, take: 1 })
        if (!row) throw clienteleError("not_found", `${one} ${id} not found`)
        return row
      },
    })
  }
  return ReadableService as unknown as new (
    cradle: Cradle,
  ) => All<M> & Base
}

/**
 * Lets Medusa find the models. The metadata for Medusa's own SQL joins are left out, because Medusa assumes the columns
 * `id` and `deleted_at` in each table. So filters across modules are completed in memory (ADR 0040).
 */
function joinerConfig(key: string, models: readonly ReadModel[]) {
  const config = defineJoinerConfig(key, { models: models.map(({ model }) => model) })
  const aliases: Alias[] = [config.alias ?? []].flat()
  for (const alias of aliases) {
    delete alias.__internal
  }
  return { ...config, alias: aliases }
}

/**
 * Replaces the loaders that Medusa adds to a module with models: an ORM, and services that write. Query reads through
 * {@link Readable}, so neither is needed. Medusa recognises loaders by the functions' names.
 */
export const noOrm = [async function connectionLoader() {}, async function containerLoader() {}]
