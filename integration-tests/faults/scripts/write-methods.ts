import type { ExecArgs } from "@medusajs/framework/types"

const WRITES = ["create", "update", "delete", "softDelete", "restore", "upsert", "upsertWithReplace"]
const READS = ["list", "listAndCount"]

type Service = Record<string, unknown>

/** Tries Medusa's generated methods of every entity (JSON: `[module, one, many]` each) on its module's service. */
export default async function tryWriting({ container, args }: ExecArgs) {
  const entities: [key: string, one: string, many: string][] = JSON.parse(args[0] as string)
  const answer = { tried: 0, written: [] as string[], unreadable: [] as string[], orm: [] as string[] }
  for (const [key, one, many] of entities) {
    const service = container.resolve<Service>(key)
    for (const name of WRITES.flatMap((verb) => [verb + one, verb + many, verb])) {
      answer.tried += 1
      const call = async () => (service[name] as (...all: unknown[]) => unknown)([{ id: "x" }], {})
      await call().then(
        () => answer.written.push(`${key}.${name}`),
        (error) => error instanceof TypeError || answer.written.push(`${key}.${name}: ${error}`),
      )
    }
    const reads = [`retrieve${one}`, ...READS.map((verb) => verb + many)]
    answer.unreadable.push(...reads.filter((name) => typeof service[name] !== "function"))
    answer.orm.push(...["__container__", "baseRepository_"].filter((name) => name in service))
  }
  return answer
}
