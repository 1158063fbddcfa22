import { Client } from "pg"
import { databaseUrl } from "./database-server"

/** `@types/pg` lacks the methods that let a process end while a client is open. */
type Counted = Client & { ref: () => void; unref: () => void }
type Kept = { client: Counted; isGone: boolean }

/**
 * One idle connection for each database, because a new one costs some 15 ms of processor time, most of it for the sign-in.
 */
const idle = new Map<string, Kept>()

/** Errors of PostgreSQL and the socket for a connection that was cut while idle. */
const CUT = ["57P01", "ECONNRESET", "EPIPE"]
const wasCut = (error: unknown) => {
  const { code, message } = error as { code?: string; message?: string }
  return CUT.includes(code ?? "") || /connection (error|terminated)/i.test(message ?? "")
}

async function connect(name: string): Promise<Kept> {
  const kept: Kept = { client: new Client({ connectionString: databaseUrl(name) }) as Counted, isGone: false }
  const drop = () => {
    kept.isGone = true
    if (idle.get(name) === kept) idle.delete(name)
  }
  kept.client.on("error", drop)
  kept.client.on("end", drop)
  await kept.client.connect()
  return kept
}

/** Keeps it for the next call, unless one is kept already. An idle connection keeps no process alive. */
async function giveBack(name: string, kept: Kept): Promise<void> {
  if (kept.isGone) return
  if (idle.has(name)) return kept.client.end()
  kept.client.unref()
  idle.set(name, kept)
}

function take(name: string): Kept | undefined {
  const kept = idle.get(name)
  idle.delete(name)
  kept?.client.ref()
  return kept
}

/** Runs `work`, a single statement, on the kept connection of a database, or on a new one if that is busy. */
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

/** Closes the kept connection of a database, before the database is copied or dropped. */
export async function closeKept(name: string): Promise<void> {
  const kept = take(name)
  await kept?.client.end()
}
