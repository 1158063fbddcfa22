import { Client } from "pg"
import { databaseUrl } from "./database-server"

/** `@types/pg` lacks the methods that let a process end while a client is open. */
type Counted = Client & { ref: () => void; unref: () => void }
type Kept = { client: Counted; isGone: boolean }

/** Idle connections by database, because a new one costs some 15 ms of processor time, most of it for the sign-in. */
const idle = new Map<string, Kept[]>()

/** As many as tests use side by side for most of the time. */
const MAX_IDLE = 4

/** Errors of PostgreSQL and the socket for a connection that was cut while idle. */
const CUT = ["57P01", "ECONNRESET", "EPIPE"]
const wasCut = (error: unknown) => {
  const { code, message } = error as { code?: string; message?: string }
  return CUT.includes(code ?? "") || /connection (error|terminated)/i.test(message ?? "")
}

const idleOf = (name: string): Kept[] => idle.get(name) ?? []

async function connect(name: string): Promise<Kept> {
  const kept: Kept = { client: new Client({ connectionString: databaseUrl(name) }) as Counted, isGone: false }
  const drop = () => {
    kept.isGone = true
    idle.set(
      name,
      idleOf(name).filter((one) => one !== kept),
    )
  }
  kept.client.on("error", drop)
  kept.client.on("end", drop)
  await kept.client.connect()
  return kept
}

/** Keeps it for the next call, unless enough are kept already. An idle connection keeps no process alive. */
async function giveBack(name: string, kept: Kept): Promise<void> {
  if (kept.isGone) return
  if (idleOf(name).length >= MAX_IDLE) return kept.client.end()
  kept.client.unref()
  idle.set(name, [...idleOf(name), kept])
}

function take(name: string): Kept | undefined {
  const kept = idleOf(name).pop()
  kept?.client.ref()
  return kept
}

/** Runs `work`, a single statement, on a kept connection of a database, or on a new one if all are busy. */
export async function withKept<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const kept = take(name)
  const used = kept ?? (await connect(name))
  try {
    return await work(used.client)
  } catch (error) {
    if (!kept || !wasCut(error)) throw error
    used.isGone = true
    return withKept(name, work)
  } finally {
    await giveBack(name, used)
  }
}

/** Closes the kept connections of a database, before the database is copied or dropped. */
export async function closeKept(name: string): Promise<void> {
  for (let kept = take(name); kept; kept = take(name)) await kept.client.end()
}
