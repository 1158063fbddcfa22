import { query, type TestDatabase } from "./database"
import { withServer } from "./database-server"
import { eventually } from "./loyalty"

/** A test's work while a lock is held. */
export type Locked = {
  /**
   * Waits until this many connections wait for this lock, directly or indirectly. With `statement`, only connections whose
   * statement contains it count, so that a sweep does not. @throws if they do not wait
   */
  waiting: (count: number, statement?: string) => Promise<void>
  /** Whether a connection with this statement has changed a row in its transaction. PostgreSQL gives it an id for the first one. */
  hasWritten: (statement: string) => Promise<boolean>
  /** One statement in the transaction that holds the lock. */
  run: (sql: string) => Promise<unknown>
}

/** Holds the lock of `lock` while `work` runs, so that a test decides the order, and then commits. */
export async function whileLocked<T>(
  database: TestDatabase,
  lock: { sql: string; values?: unknown[] },
  work: (locked: Locked) => Promise<T>,
): Promise<T> {
  return withServer(async (client) => {
    await client.query("begin")
    await client.query(lock.sql, lock.values ?? [])
    const count = async (statement: string) => {
      // Inside a transaction, statistics are read only once.
      await client.query("select pg_stat_clear_snapshot()")
      const { rows } = await client.query<{ waiting: number }>(
        `with recursive blocked as (
           select pid, unnest(pg_blocking_pids(pid)) as by from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'
         ), waiting as (
           select pid from blocked where by = pg_backend_pid()
           union select b.pid from blocked b join waiting w on b.by = w.pid
         ) select count(distinct pid)::int as waiting from waiting join pg_stat_activity using (pid)
           where position($1 in query) > 0`,
        [statement],
      )
      return rows[0]?.waiting ?? 0
    }
    try {
      return await work({
        run: (sql) => client.query(sql),
        hasWritten: async (statement) => {
          await client.query("select pg_stat_clear_snapshot()")
          const { rows } = await client.query(
            `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
               and position($1 in query) > 0 and wait_event_type = 'Lock' and backend_xid is not null`,
            [statement],
          )
          return rows.length > 0
        },
        waiting: async (wanted, statement = "") => {
          const found = await eventually(
            () => count(statement),
            (waiting) => waiting >= wanted,
          )
          if (found < wanted) throw new Error(`${found} connections wait for a lock, not ${wanted}`)
        },
      })
    } finally {
      await client.query("commit")
    }
  }, database.name)
}

/** Locks a table until `release`, for tests with more than one such stop. */
export async function lockTable(
  database: TestDatabase,
  table: string,
): Promise<Pick<Locked, "waiting"> & { release: () => Promise<void> }> {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let over = Promise.resolve()
  const { waiting } = await new Promise<Locked>((resolve, reject) => {
    over = whileLocked(database, { sql: `lock table ${table}` }, async (locked) => {
      resolve(locked)
      await ended
    })
    over.catch(reject)
  })
  return {
    waiting,
    release: () => {
      end()
      return over
    },
  }
}

/**
 * Calls a function of the database while its lock is held. The function must wait for the lock before its first write.
 *
 * @throws if it does not wait, or has written a row before. What it decides by would then be older than the lock.
 */
export async function expectLockFirst(
  database: TestDatabase,
  lock: { sql: string; values?: unknown[] },
  { name, sql }: { name: string; sql: string },
): Promise<void> {
  let called: Promise<unknown> = Promise.resolve()
  await whileLocked(database, lock, async ({ waiting, hasWritten }) => {
    called = query(database, sql)
    called.catch(() => undefined)
    await waiting(1, `${name}(`)
    if (await hasWritten(`${name}(`)) throw new Error(`${name} wrote before it had the lock`)
  })
  await called
}
