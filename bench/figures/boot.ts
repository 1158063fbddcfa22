import { createDatabase } from "../../integration-tests/helpers/database"
import { runMedusa } from "../../integration-tests/helpers/server-process"
import { startStore } from "../../integration-tests/helpers/store-server"
import { type HostProject, installHostProject } from "../../integration-tests/packed/host-project"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { residentMib } from "../lib/resident"
import { Closing } from "../lib/stores"

const PLUGIN = "medusa-plugin-clientele"

/** The most memory that a plugin may add to a store that has just started (MiB). */
const MEMORY_BUDGET_MIB = 25

const MORE_ROUNDS = 2

type Boot = { ms: number; mib: number }

async function bootOnce(host: HostProject, databaseUrl: string, plugins: string[]): Promise<Boot> {
  host.usePlugins(...plugins)
  const started = performance.now()
  const store = await startStore({
    databaseUrl,
    cwd: host.dir,
    cli: host.cli,
    env: { NODE_ENV: "development", NODE_OPTIONS: "" },
  })
  const ms = performance.now() - started
  const mib = residentMib(store.pid)
  await store.stop()
  return { ms, mib }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function measure(closing: Closing, { rounds, short, log }: Effort): Promise<Figure[]> {
  const host = await installHostProject()
  closing.add(async () => host.remove())
  const database = await createDatabase({ template: "template0" })
  closing.add(database.drop)
  host.usePlugins(PLUGIN)
  const env = { NODE_ENV: "development", DATABASE_URL: database.url }
  const project = { cwd: host.dir, cli: host.cli, env }
  await runMedusa(["db:migrate", "--execute-safe-links"], project)
  const withPlugin: Boot[] = []
  const bare: Boot[] = []
  for (let round = 0; round < rounds + (short ? 0 : MORE_ROUNDS); round++) {
    bare.push(await bootOnce(host, database.url, []))
    withPlugin.push(await bootOnce(host, database.url, [PLUGIN]))
    log(`  boot ${round + 1}: ${JSON.stringify({ bare: bare.at(-1), with: withPlugin.at(-1) })}`)
  }
  const ratios = withPlugin.map(({ ms }, round) => ms / (bare[round]?.ms ?? Number.NaN))
  const more = withPlugin.map(({ mib }, round) => mib - (bare[round]?.mib ?? Number.NaN))
  return [
    makeFigure({
      bench: "boot_time",
      unit: "ms",
      value: median(withPlugin.map(({ ms }) => ms)),
      reference: "the same store without the plugin",
      reference_value: median(bare.map(({ ms }) => ms)),
      ratio: median(ratios),
    }),
    makeFigure({
      bench: "boot_memory_mib",
      unit: "MiB",
      value: median(more),
      reference: `${MEMORY_BUDGET_MIB} MiB more than the same store without the plugin`,
      reference_value: MEMORY_BUDGET_MIB,
    }),
  ]
}

/** Measures the time and the resident memory that the packed plugin adds to a host's start. */
export const boot: Benchmark = {
  names: ["boot_time", "boot_memory_mib"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
