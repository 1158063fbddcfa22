import type { Database } from "../../../src/kernel/database"
import type { AppliedRow, ClaimedRow, ImportView, PostedEntry, PostedLine } from "../../../src/modules/data_import"
import DataImportModuleService from "../../../src/modules/data_import/service"
import { pointsPoster } from "../../../src/workflows/imports/points-kind"
import { PointsChecker, pointsColumns } from "../../../src/workflows/imports/points-rows"
import { postPointsRows, toEntries } from "../../../src/workflows/imports/post-points-rows"
import { readCsv } from "../../../src/workflows/imports/read-csv"
import { runChunks } from "../../../src/workflows/imports/run-chunks"
import { moveCalendar } from "../../helpers/calendar"
import { query } from "../../helpers/database"
import { lockAccount, openPointsStore, type PointsStore, settle, trialBalance, waitForLocks } from "../points/store"

let store: PointsStore
let imports: DataImportModuleService

beforeAll(async () => {
  store = await openPointsStore()
  imports = new DataImportModuleService({ __pg_connection__: store.db })
}, 400_000)

afterAll(() => store?.close())

afterEach(async () => {
  expect(await trialBalance(store.points)).toEqual([])
})

let people = 0
const newMailbox = () => `person${++people}@example.com`

async function* bytesOf(csv: string) {
  yield Buffer.from(csv)
}

type About = { batch?: string; hidden?: string[]; reason?: string }

/** Stages a file as `stageImport` does, without a store around it. */
async function stage(csv: string, { batch, hidden = [], reason }: About = {}): Promise<ImportView> {
  const begun = await imports.begin({
    kind: "points",
    file_name: "balances.csv",
    batch: batch ?? null,
    reason: reason ?? null,
    created_by: "user_1",
  })
  const checker = new PointsChecker(hidden, new Date())
  for await (const lines of readCsv(bytesOf(csv), pointsColumns)) {
    await imports.stage(
      begun,
      lines.map((line) => checker.check(line)),
    )
  }
  return imports.endStaging(begun.id)
}

const run = (view: ImportView, size = 1000) =>
  runChunks({ imports, poster: pointsPoster(store.points) }, view, { size })

async function apply(staged: ImportView, skipRefused = false): Promise<ImportView> {
  expect(await run(await imports.confirm(staged.id, "user_2", skipRefused))).toBe("ended")
  return imports.get(staged.id)
}

const imported = async (csv: string, about: About = {}) => apply(await stage(csv, about))

async function reverse({ id }: ImportView, size = 1000): Promise<ImportView> {
  expect(await run(await imports.beginReversal(id, "user_3"), size)).toBe("ended")
  return imports.get(id)
}

const outcomes = async ({ id }: ImportView) =>
  (await store.points.previewTakeBack(toEntries(await imports.listPosted(id, 1_000_000, 1000)))).map(
    ({ outcome }) => outcome,
  )

const rowsOf = async ({ id }: ImportView) =>
  (await imports.listRows(id, {}, 0, 1000)).map(({ line, state, problems }) => ({ line, state, problems }))
const balance = async (mailbox: string) => (await store.points.findAccount(mailbox))?.points_balance ?? null
const entries = async () =>
  (await query<{ count: number }>(store.database, "select count(*)::int as count from clientele_points_entry"))[0]
    ?.count

const file = (rows: (string | number)[][], columns = "email,points") => [columns, ...rows.map(String)].join("\n")

describe("the dry run", () => {
  it("M70: reading a file writes nothing to the ledger, and counts what it would do", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const before = await entries()
    const staged = await stage(
      file([
        [ann, 120],
        [bea, -5],
        ["no address", 7],
      ]),
    )
    expect(staged).toMatchObject({ status: "ready", rows: 3, refused: 1, adds: 120, takes: 5, applied: 0 })
    expect([await entries(), await balance(ann)]).toEqual([before, null])
  })

  it("M70: each problem names its line and its column, by the rules of an adjustment by hand", async () => {
    const twice = newMailbox()
    const rows = [
      ["", 1, "", ""],
      [newMailbox(), "1.5", "", ""],
      [newMailbox(), "", "", ""],
      [newMailbox(), 0, "", ""],
      [newMailbox(), "1e3", "", ""],
      [newMailbox(), 10 ** 13, "", ""],
      [newMailbox(), 5, "yesterday", ""],
      [newMailbox(), 5, "2020-01-31", ""],
      [newMailbox(), -5, "2999-01-31", ""],
      [newMailbox(), 5, "", "x".repeat(201)],
      [twice, 5, "", ""],
      [twice.toUpperCase(), 6, "", ""],
    ]
    const staged = await stage(file(rows, "email,points,expires_at,reason"))
    const range = "must be a whole number from -1000000000000 to 1000000000000"
    const wrong = (await rowsOf(staged)).filter(({ problems }) => problems.length > 0)
    expect(wrong.map(({ line, state, problems: [one] }) => [line, state, one?.column, one?.message])).toEqual([
      [2, "refused", "email", "is required"],
      [3, "refused", "points", range],
      [4, "refused", "points", "is required"],
      [5, "refused", "points", "must not be 0"],
      [6, "refused", "points", range],
      [7, "refused", "points", range],
      [8, "refused", "expires_at", "must be a day, as 2026-01-31, or a moment with its offset"],
      [9, "refused", "expires_at", "must be in the future"],
      [10, "refused", "expires_at", "is only for points that are added"],
      [11, "refused", "reason", "must have at most 200 characters"],
      [13, "refused", "email", "is on line 12, too; give each line a reference of its own"],
    ])
  })

  it("R49: an import with refused rows is applied only where they are to be left out", async () => {
    const ann = newMailbox()
    const staged = await stage(
      file([
        [ann, 10],
        ["no", 5],
      ]),
    )
    await expect(imports.confirm(staged.id, "user_2", false)).rejects.toMatchObject({ code: "import_rows_refused" })
    expect(await apply(staged, true)).toMatchObject({ status: "applied", applied: 1, refused: 1 })
    expect(await balance(ann)).toBe(10)
  })

  it("R49: a canceled import posts nothing, and is confirmed no more", async () => {
    const staged = await stage(file([[newMailbox(), 10]]))
    expect(await imports.cancel(staged.id)).toMatchObject({ status: "canceled" })
    await expect(imports.confirm(staged.id, "user_2", false)).rejects.toMatchObject({ code: "import_not_ready" })
    await expect(imports.cancel(staged.id)).rejects.toMatchObject({ code: "import_not_ready" })
    await expect(imports.beginReversal(staged.id, "user_2")).rejects.toMatchObject({ code: "import_not_applied" })
  })

  // Guard: the states in deleteUnconfirmed.
  it("R49: a file is discarded before its confirmation only, so an applied import can still be reversed", async () => {
    const ann = newMailbox()
    const [dropped, applied] = [await stage(file([[ann, 10]])), await stage(file([[ann, 10]]))]
    expect(await imports.discard(dropped.id)).toBe(true)
    await expect(imports.get(dropped.id)).rejects.toMatchObject({ code: "not_found" })
    await apply(applied)
    expect(await imports.discard(applied.id)).toBe(false)
    expect(await imports.get(applied.id)).toMatchObject({ status: "applied", applied: 1 })
  })

  // Guard: `hidden` in PointsChecker.
  it("M69: a row of a test customer is refused to a live key", async () => {
    const [ann, test] = [newMailbox(), newMailbox()]
    const staged = await stage(
      file([
        [ann, 1],
        [test.toUpperCase(), 1],
      ]),
      { hidden: [test] },
    )
    expect((await rowsOf(staged)).map(({ state }) => state)).toEqual(["staged", "refused"])
  })
})

describe("applying", () => {
  it("R49: rows are entries of the ledger with reason, actor and expiry; the file's reason is for those without one", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const rows = [
      [ann, 100, "2999-01-31", "loyal", "since 1999"],
      [bea, 50, "", "", ""],
    ]
    await imported(file(rows, "email,points,expires_at,reason,note"), { reason: "old programme" })
    const [one, other] = [await store.points.findAccount(ann), await store.points.findAccount(bea)]
    const shared = { type: "adjust", reason: "import", actor_id: "user_2" }
    expect(one?.ledger).toMatchObject([{ ...shared, points: 100, stated_reason: "loyal", note: "since 1999" }])
    expect(one?.next_expiry?.at).toEqual(new Date("2999-02-01T00:00:00Z"))
    expect(other?.ledger).toMatchObject([{ ...shared, points: 50, stated_reason: "old programme", note: null }])
  })

  it("R49: rows of accounts with a debt, and rows that take points, are posted one by one; too many are refused", async () => {
    const [debtor, rich, poor] = [newMailbox(), newMailbox(), newMailbox()]
    const adjust = (mailbox: string, points: number) =>
      store.points.adjust({ mailbox, points, stated_reason: "x", actor_id: "user_1", allow_negative: true })
    await adjust(debtor, -30)
    await adjust(rich, 100)
    await adjust(poor, 10)
    const csv = file([
      [debtor, 50],
      [rich, -60],
      [poor, -11],
      [newMailbox(), 5],
    ])
    const end = await imported(csv)
    expect(end).toMatchObject({ status: "applied", applied: 3, refused: 1 })
    expect([await balance(debtor), await balance(rich), await balance(poor)]).toEqual([20, 40, 10])
    expect((await rowsOf(end))[2]).toEqual({
      ...{ line: 4, state: "refused" },
      problems: [{ column: "points", message: "is more than the balance has" }],
    })
  })

  it("R49: several rows of one mailbox are posted in their order, if each has a reference of its own", async () => {
    const ann = newMailbox()
    await imported(
      file(
        [
          [ann, 100, "a"],
          [ann, -30, "b"],
          [ann, 5, "c"],
        ],
        "email,points,reference",
      ),
    )
    const ledger = (await store.points.findAccount(ann))?.ledger.map(({ points, balance_after }) => [
      points,
      balance_after,
    ])
    expect(ledger).toEqual([
      [5, 75],
      [-30, 70],
      [100, 100],
    ])
  })

  // Guards: `for update skip locked` in claimStaged (the second worker then waits for the first, and fails after two seconds); the entry's key.
  it("M70: two workers at once post each row once, and neither waits for the other", async () => {
    const mailboxes = Array.from({ length: 400 }, newMailbox)
    const staged = await stage(file(mailboxes.map((mailbox) => [mailbox, 10])))
    const view = await imports.confirm(staged.id, "user_2", false)
    const before = (await entries()) ?? 0
    const seen: number[][] = []
    let release = () => {}
    const bothClaimed = new Promise<void>((resolve) => {
      release = resolve
    })
    const post = async (db: Database, lines: ClaimedRow[]) => {
      seen.push(lines.map(({ line }) => line))
      if (seen.length === 2) release()
      await bothClaimed
      return (await postPointsRows(store.points, db, view, lines)).applied
    }
    const chunk = () => imports.applyChunk(view.id, 0, 200, post).finally(release)
    await Promise.all([chunk(), chunk()])
    expect(new Set(seen.flat()).size).toBe(400)
    await run(view)
    expect(await imports.get(view.id)).toMatchObject({ status: "applied", applied: 400 })
    expect(await entries()).toBe(before + 400)
  })

  // Guard: the transaction of applyChunk.
  it("M70: a chunk that fails after its postings leaves nothing of them, and is done again", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const staged = await stage(
      file([
        [ann, 10],
        [bea, 10],
      ]),
    )
    const view = await imports.confirm(staged.id, "user_2", false)
    const failing = async (db: Database, lines: ClaimedRow[]): Promise<never> => {
      await postPointsRows(store.points, db, view, lines)
      throw new Error("killed")
    }
    await expect(imports.applyChunk(view.id, 0, 10, failing)).rejects.toThrow("killed")
    expect([await balance(ann), (await rowsOf(view)).map(({ state }) => state)]).toEqual([null, ["staged", "staged"]])
    await run(view)
    expect([await balance(ann), await balance(bea)]).toEqual([10, 10])
  })

  // Guard: the look for `idempotency_key` in clientele_points_adjust_batch.
  it("M70: a row whose entry is there is not posted again", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const row = (mailbox: string, points: number) => ({
      ...{ mailbox, points, idempotency_key: `key:${mailbox}`, stated_reason: "x", note: null, expires_at: null },
    })
    const post = (rows: ReturnType<typeof row>[]) =>
      store.db.transaction((db) => store.points.postImported(db as unknown as Database, rows, "user_1"))
    const said = async (rows: ReturnType<typeof row>[]) => (await post(rows)).map(({ outcome }) => outcome)
    expect(await said([row(ann, 10)])).toEqual(["applied"])
    expect(await said([row(ann, 10), row(bea, 5)])).toEqual(["known", "applied"])
    expect(await said([row(ann, 11)])).toEqual(["conflict"])
    expect([await balance(ann), await balance(bea)]).toEqual([10, 5])
  })

  it("R49: a corrected file of the batch posts what is new; the same rows are not posted again", async () => {
    const [ann, bea, cid] = [newMailbox(), newMailbox(), newMailbox()]
    const batch = newMailbox()
    await apply(
      await stage(
        file([
          [ann, 10],
          [bea, 20],
          ["no", 30],
        ]),
        { batch },
      ),
      true,
    )
    const second = await stage(
      file([
        [ann, 10],
        [bea, 21],
        [cid, 30],
      ]),
      { batch },
    )
    expect(second).toMatchObject({ rows: 3, unchanged: 1, refused: 1, adds: 30 })
    expect((await rowsOf(second))[1]?.problems[0]?.message).toMatch(/^was imported with other values by line 3 of imp_/)
    expect(await apply(second, true)).toMatchObject({ applied: 1, unchanged: 1 })
    expect([await balance(ann), await balance(bea), await balance(cid)]).toEqual([10, 20, 30])
  })

  it("R49: the same row in another spelling is the same row for a later file of the batch", async () => {
    const [ann, batch] = [newMailbox(), newMailbox()]
    await imported(file([[ann, 10]]), { batch })
    expect(await stage(file([[ann.toUpperCase(), "+10"]]), { batch })).toMatchObject({ unchanged: 1, refused: 0 })
  })

  // Guard: `passBusy` in runChunks, and lockFreeMailboxes behind it.
  it("M48: an account that another session holds keeps only its own row waiting", async () => {
    const [ann, bea, cid] = [newMailbox(), newMailbox(), newMailbox()]
    for (const mailbox of [ann, bea]) {
      await store.points.adjust({ mailbox, points: 1, stated_reason: "x", actor_id: "u" })
    }
    const staged = await stage(file([ann, bea, cid].map((mailbox) => [mailbox, 10])))
    const view = await imports.confirm(staged.id, "user_2", false)
    const lock = await lockAccount(store, ann)
    try {
      expect(await run(view, 2)).toBe("waiting")
      expect([await balance(ann), await balance(bea), await balance(cid)]).toEqual([1, 11, 10])
      expect(await imports.get(view.id)).toMatchObject({ status: "applying", applied: 2, refused: 0 })
    } finally {
      await lock.open(0)
    }
    expect(await run(view, 2)).toBe("ended")
    expect([await balance(ann), (await imports.get(view.id)).status]).toEqual([11, "applied"])
  })

  it("M48: a worker leaves the rows of another worker's chunk alone and ends; the other one ends the import", async () => {
    const staged = await stage(file([[newMailbox(), 10]]))
    const view = await imports.confirm(staged.id, "user_2", false)
    const post = async (db: Database, lines: ClaimedRow[]): Promise<AppliedRow[]> => {
      expect(await run(view)).toBe("waiting")
      return (await postPointsRows(store.points, db, view, lines)).applied
    }
    expect(await imports.applyChunk(view.id, 0, 10, post)).toMatchObject({ claimed: 1, busy: 0 })
    expect([await run(view), await run(view)]).toEqual(["ended", "ended"])
  })

  // Guard: the look for another mailbox under the lock in clientele_points_adjust_batch, and the same in clientele_points_adjust.
  it.each<[string, (mailbox: string) => Promise<unknown>]>([
    ["a row", async (mailbox) => imported(file([[mailbox, 10]]))],
    [
      "a row that takes points",
      async (mailbox) =>
        imported(
          file(
            [
              [mailbox, 10, "a"],
              [mailbox, -1, "b"],
              [mailbox, 1, "c"],
            ],
            "email,points,reference",
          ),
        ),
    ],
    [
      "an adjustment",
      async (mailbox) => store.points.adjust({ mailbox, points: 10, stated_reason: "x", actor_id: "u" }),
    ],
  ])(
    "R18: %s whose account is anonymised while its lock is waited for goes to a new account of the mailbox",
    async (_what, post) => {
      const ann = newMailbox()
      await store.points.adjust({ mailbox: ann, points: 1, stated_reason: "x", actor_id: "u" })
      const transaction = await store.db.transaction()
      await transaction.raw("update clientele_points_account set mailbox = 'anonymized-' || id where mailbox = ?", [
        ann,
      ])
      const posting = post(ann)
      await waitForLocks(store, 1)
      await transaction.commit()
      await posting
      expect(await balance(ann)).toBe(10)
    },
  )

  // Guards: `expired` and `full` in clientele_points_adjust_batch: without them the chunk fails each time, and its import never ends.
  it("M48: a row that has become impossible is refused, and the others are posted", async () => {
    const [ann, bea, cid, most] = [newMailbox(), newMailbox(), newMailbox(), 10 ** 12]
    await store.points.adjust({ mailbox: bea, points: 2 ** 53 - most, stated_reason: "x", actor_id: "u" })
    const staged = await stage(
      file(
        [
          [ann, 10, "2999-01-31"],
          [bea, most, ""],
          [cid, 10, ""],
        ],
        "email,points,expires_at",
      ),
    )
    await query(
      store.database,
      `update clientele_import_row set cells = cells || '{"expires_at": "2026-01-31"}' where import_id = $1 and line = 2`,
      [staged.id],
    )
    const end = await apply(staged)
    expect(end).toMatchObject({ status: "applied", applied: 1, refused: 2 })
    expect((await rowsOf(end)).map(({ problems: [one] }) => one?.message)).toEqual([
      "must be in the future",
      "brings the balance above 9,007,199,254,740,991",
      undefined,
    ])
    expect([await balance(ann), await balance(cid)]).toEqual([0, 10])
  })

  // Guard: readPresent in expiryOfAdjustments.
  it("M49: a worker whose clock is a year behind gives points the same time to live", async () => {
    const ann = newMailbox()
    await store.points.setSetting("loyalty_points_ttl_days", 30, "u")
    moveCalendar(-365)
    try {
      await imported(file([[ann, 10]]))
    } finally {
      jest.useRealTimers()
      await store.points.setSetting("loyalty_points_ttl_days", null, "u")
    }
    const days = (Number((await store.points.findAccount(ann))?.next_expiry?.at) - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(30)
  })

  // Guards: the order of locks in clientele_points_adjust_batch; the look for another mailbox under the lock; the chunk's transaction.
  it("M15, M70: an import beside awards, redemptions, merges and anonymising of the same mailboxes posts each row once, without a deadlock", async () => {
    const mailboxes = Array.from({ length: 60 }, newMailbox)
    const rows = mailboxes.flatMap((mailbox, n) => [1, 2, 3].map((part) => [mailbox, 10 * part, `${n}-${part}`]))
    const staged = await stage(file(rows.reverse(), "email,points,reference"))
    const view = await imports.confirm(staged.id, "user_2", false)
    const any = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T
    const unlessRefused = (error: { code?: string }) => {
      if (!["insufficient_points", "not_found", "account_busy", "invalid_request"].includes(String(error.code)))
        throw error
    }
    const [one, other] = [store.another(), store.another()]
    const beside = Array.from({ length: 120 }, async (_one, n) => {
      const [mailbox, points] = [any(mailboxes), n % 2 === 0 ? one : other]
      const calls = [
        () => settle(points, { order_id: `order_${mailbox}_${n}`, mailbox, target: 7 }),
        () => points.adjust({ mailbox, points: -5, stated_reason: "x", actor_id: "u" }),
        () => points.merge({ from: mailbox, to: any(mailboxes), stated_reason: "x", actor_id: "u" }),
        () => points.anonymizeMailbox(mailbox),
      ]
      await (calls[n % calls.length] as () => Promise<unknown>)().catch(unlessRefused)
    })
    await Promise.all([
      ...beside,
      runChunks({ imports, poster: pointsPoster(one) }, view, { size: 20 }),
      runChunks({ imports, poster: pointsPoster(other) }, view, { size: 20 }),
    ])
    await run(view)
    expect(await imports.get(view.id)).toMatchObject({ status: "applied", applied: 180, refused: 0 })
    const [sum] = await query(
      store.database,
      "select count(*)::int as entries, sum(points)::int as points from clientele_points_entry where starts_with(idempotency_key, $1)",
      [`import:${view.id}:`],
    )
    expect(sum).toEqual({ entries: 180, points: 60 * 60 })
    const [server] = await query(
      store.database,
      "select deadlocks::int from pg_stat_database where datname = current_database()",
    )
    expect(server).toEqual({ deadlocks: 0 })
  })

  // Guards: the second look in claimStaged; the index clientele_import_running.
  it("R49: two files of one batch are not applied at once, and the second sees what the first has posted", async () => {
    const [ann, batch] = [newMailbox(), newMailbox()]
    const [one, other] = [await stage(file([[ann, 10]]), { batch }), await stage(file([[ann, 10]]), { batch })]
    const view = await imports.confirm(one.id, "user_2", false)
    await expect(imports.confirm(other.id, "user_2", false)).rejects.toMatchObject({ code: "import_busy" })
    await run(view)
    expect(await apply(other)).toMatchObject({ status: "applied", applied: 0, unchanged: 1 })
    expect(await balance(ann)).toBe(10)
  })

  // Guard: the index clientele_import_row_once, behind both looks for posted rows.
  // Guard: the kind in identityOf. A shop that changes its system names all of its files "opening".
  it("R49: files of different kinds in one batch do not have the same rows", async () => {
    const ann = newMailbox()
    await imported(file([[ann, 10]]), { batch: "opening" })
    const about = { file_name: null, batch: "opening", reason: null, created_by: "user_1" }
    const customers = await imports.begin({ ...about, kind: "customers" })
    const row = { line: 2, cells: { email: ann }, problems: [], mailbox: ann, identity: ann, amount: 1 }
    await imports.stage(customers, [row])
    expect(await rowsOf(customers)).toEqual([{ line: 2, state: "staged", problems: [] }])
  })

  // Guard: MAX_IDENTITY. Without it the index refuses the row after its receivable is posted, and the import never ends.
  it("M70: a row with a reference of 1,000 letters of three bytes is recorded, and found again by a later file", async () => {
    const reference = Array.from({ length: 1000 }, (_one, n) =>
      String.fromCharCode(0x4e00 + ((n * 7919) % 20_000)),
    ).join("")
    const about = { kind: "receivables", file_name: null, batch: "long", reason: null, created_by: "user_1" } as const
    const row = (line: number, identity: string) => ({
      ...{
        line,
        cells: { reference: identity },
        problems: [],
        mailbox: null,
        identity,
        amount: 0,
        customer_id: "cus_1",
      },
    })
    const staged = async () => {
      const begun = await imports.begin(about)
      await imports.stage(begun, [row(2, reference), row(3, "INV-1")])
      return imports.endStaging(begun.id)
    }
    const poster = {
      size: 1,
      apply: async (_db: Database, _view: ImportView, lines: readonly ClaimedRow[]) => ({
        rows: lines.map(
          ({ line }): AppliedRow => ({
            line,
            state: "applied",
            customer_id: "cus_1",
            entry_id: `e${line}`,
            is_new: null,
          }),
        ),
      }),
      takeBack: async () => ({ rows: [] }),
    }
    const view = await imports.confirm((await staged()).id, "user_2", false)
    expect(await runChunks({ imports, poster }, view)).toBe("ended")
    expect((await rowsOf(view)).map(({ state }) => state)).toEqual(["applied", "applied"])
    expect((await rowsOf(await staged())).map(({ state }) => state)).toEqual(["unchanged", "unchanged"])
  })

  it("R49: the table itself holds one posted row of a batch, whatever the workers do", async () => {
    const [ann, batch] = [newMailbox(), newMailbox()]
    const files = [await stage(file([[ann, 10]]), { batch }), await stage(file([[ann, 10]]), { batch })]
    const post = query(
      store.database,
      "update clientele_import_row set state = 'applied', account_id = 1, version = 1 where import_id = any ($1)",
      [files.map(({ id }) => id)],
    )
    await expect(post).rejects.toMatchObject({ constraint: "clientele_import_row_once" })
  })
})

describe("reversing", () => {
  it("M70: a reversal leaves balances as before, by entries of the opposite", async () => {
    const [ann, bea, cid] = [newMailbox(), newMailbox(), newMailbox()]
    await store.points.adjust({ mailbox: bea, points: 100, stated_reason: "x", actor_id: "user_1" })
    const end = await imported(
      file(
        [
          [ann, 10],
          [bea, -40],
          [cid, 5, "c"],
        ].map((row) => [...row, ...(row.length === 2 ? [""] : [])]),
        "email,points,reference",
      ),
    )
    const before = (await entries()) ?? 0
    expect(await reverse(end)).toMatchObject({ status: "reversed", applied: 0, reversed: 3, kept: 0 })
    expect([await balance(ann), await balance(bea), await balance(cid)]).toEqual([0, 100, 0])
    expect(await entries()).toBe(before + 3)
    expect((await store.points.findAccount(ann))?.ledger[0]).toMatchObject({
      ...{ points: -10, reason: "import", stated_reason: `Reversal of import ${end.id}`, actor_id: "user_3" },
    })
    await expect(imports.beginReversal(end.id, "user_3")).rejects.toMatchObject({ code: "import_not_applied" })
  })

  it("R49: after a reversal the batch takes the same rows again", async () => {
    const [ann, batch] = [newMailbox(), newMailbox()]
    await reverse(await imported(file([[ann, 10]]), { batch }))
    expect(await imported(file([[ann, 11]]), { batch })).toMatchObject({ applied: 1 })
    expect(await balance(ann)).toBe(11)
  })

  // Guards: the cases of `outcome` in clientele_points_take_back_batch, one by one.
  it.each<[string, string, (mailbox: string) => Promise<unknown>]>([
    [
      "were spent",
      "spent",
      (mailbox) => store.points.adjust({ mailbox, points: -1, stated_reason: "x", actor_id: "u" }),
    ],
    [
      "are applied to a cart",
      "held",
      (mailbox) =>
        store.points.placeHold({
          ...{
            mailbox,
            cart_id: `cart_${mailbox}`,
            points: 60,
            currency_code: "usd",
            points_per_currency_discount: 100,
          },
          expires_at: new Date(Date.now() + 3_600_000),
        }),
    ],
    [
      "were merged into another account",
      "merged",
      (mailbox) => store.points.merge({ from: mailbox, to: newMailbox(), stated_reason: "x", actor_id: "u" }),
    ],
    [
      "have expired",
      "expired",
      (mailbox) =>
        query(
          store.database,
          "update clientele_points_lot set expires_at = now() where account_id = (select id from clientele_points_account where mailbox = $1)",
          [mailbox],
        ),
    ],
  ])("R49: points that %s are not taken back; the row is kept", async (_what, outcome, use) => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const end = await imported(
      file([
        [ann, 100],
        [bea, 100],
      ]),
    )
    await use(ann)
    expect(await outcomes(end)).toEqual(["reversed", outcome])
    const before = await store.points.findAccount(ann)
    expect(await reverse(end)).toMatchObject({ status: "reversed", reversed: 1, kept: 1 })
    expect((await store.points.findAccount(ann))?.points_balance).toBe(before?.points_balance)
    expect([await balance(bea), (await rowsOf(end))[0]?.state]).toEqual([0, "kept"])
  })

  // Guards: the sum of `own` uses in clientele_points_take_back_batch, and that entries which took points come back first.
  it("M70: rows that take what other rows of the file add are no use of it; the reversal leaves lots and expiries as before", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    await store.points.setSetting("loyalty_points_ttl_days", 30, "u")
    await store.points.adjust({ mailbox: bea, points: 50, stated_reason: "x", actor_id: "u" })
    await store.points.setSetting("loyalty_points_ttl_days", null, "u")
    const before = await store.points.findAccount(bea)
    const end = await imported(
      file(
        [
          [ann, 100, "a"],
          [ann, -30, "b"],
          [bea, -40, "c"],
        ],
        "email,points,reference",
      ),
    )
    expect(await outcomes(end)).toEqual(["reversed", "reversed", "reversed"])
    expect(await reverse(end)).toMatchObject({ reversed: 3, kept: 0 })
    expect(await balance(ann)).toBe(0)
    const after = await store.points.findAccount(bea)
    expect([after?.points_balance, after?.next_expiry]).toEqual([50, before?.next_expiry])
  })

  // Guard: `clock_timestamp()` in clientele_points_merge. A merge's own transaction may have begun long before.
  it("R49: points that a row took are not given back to an account that was merged since, whenever the merge began", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    await store.points.adjust({ mailbox: ann, points: 50, stated_reason: "x", actor_id: "u" })
    const end = await store.db.transaction(async (transaction) => {
      await transaction.raw("select now()")
      const posted = await imported(file([[ann, -20]]))
      const merge = "select clientele_points_merge(?, ?, ?, '', null, null, clock_timestamp())"
      await transaction.raw(merge, [ann, bea, `merge:${ann}`])
      return posted
    })
    expect(await outcomes(end)).toEqual(["merged"])
    expect(await reverse(end)).toMatchObject({ reversed: 0, kept: 1 })
    expect([await balance(ann), await balance(bea)]).toEqual([0, 30])
  })

  // Guard: lockFreeAccounts in takeBackPointsRows.
  it("M48: an account that another session holds keeps only its own row from being taken back", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const end = await imported(file([ann, bea].map((mailbox) => [mailbox, 10])))
    const view = await imports.beginReversal(end.id, "user_3")
    const lock = await lockAccount(store, bea)
    try {
      expect(await run(view, 1)).toBe("waiting")
      expect([await balance(ann), await balance(bea)]).toEqual([0, 10])
    } finally {
      await lock.open(0)
    }
    expect(await run(view, 1)).toBe("ended")
    expect(await imports.get(end.id)).toMatchObject({ status: "reversed", reversed: 2, applied: 0 })
  })

  // Guard: the locks at the beginning of clientele_points_take_back_batch.
  it("M2, M70: of a reversal and a cart that asks for the same points one has them, never both", async () => {
    const mailboxes = Array.from({ length: 60 }, newMailbox)
    const end = await imported(file(mailboxes.map((mailbox) => [mailbox, 100])))
    const view = await imports.beginReversal(end.id, "user_3")
    const other = store.another()
    const hold = (mailbox: string) =>
      other
        .placeHold({
          ...{
            mailbox,
            cart_id: `cart_${mailbox}`,
            points: 60,
            currency_code: "usd",
            points_per_currency_discount: 100,
          },
          expires_at: new Date(Date.now() + 3_600_000),
        })
        .then(
          () => true,
          () => false,
        )
    const [held] = await Promise.all([Promise.all([...mailboxes].reverse().map(hold)), run(view, 7)])
    await run(view)
    const kept = held.filter(Boolean).length
    expect(await imports.get(end.id)).toMatchObject({ status: "reversed", reversed: 60 - kept, kept })
    const found = await Promise.all(mailboxes.map((mailbox) => store.points.findAccount(mailbox)))
    expect(found.every((one) => [0, 100].includes(Number(one?.points_balance)))).toBe(true)
    expect(found.filter((one) => one?.points_held === 60).length).toBe(kept)
  })

  it("R49: points that repaid a debt are not taken back", async () => {
    const ann = newMailbox()
    await store.points.adjust({ mailbox: ann, points: -5, stated_reason: "x", actor_id: "u", allow_negative: true })
    expect(await outcomes(await imported(file([[ann, 100]])))).toEqual(["spent"])
  })

  it("R49: an entry that was taken back by hand is not taken back twice", async () => {
    const ann = newMailbox()
    const end = await imported(file([[ann, 100]]))
    const [posted] = await imports.listPosted(end.id, 100, 10)
    const [entry] = toEntries([posted as PostedLine])
    await store.points.takeBack({ ...(entry as PostedEntry), stated_reason: "x", note: "", actor_id: "u" })
    expect(await reverse(end)).toMatchObject({ reversed: 1, kept: 0 })
    expect(await balance(ann)).toBe(0)
  })
})

describe("people", () => {
  /** All lines about a mailbox, in pages of one line. */
  async function personal(mailbox: string) {
    const found = []
    for await (const page of imports.personalPages(mailbox, [], 1)) found.push(...page)
    expect(await imports.countPersonal(mailbox)).toBe(found.length)
    return found
  }

  // Guard: `after` in readPersonal (import-upkeep.ts).
  it("R18, M51: an export reads every row of a person once, over files and pages", async () => {
    const ann = newMailbox()
    for (const _file of [1, 2]) {
      const lines = Array.from({ length: 3 }, (_line, n) => [ann, n + 1, `${n} of ${ann}`])
      await stage(file(lines, "email,points,reference"))
    }
    const found = await personal(ann)
    expect([found.length, new Set(found.map(({ import_id, line }) => `${import_id}:${line}`)).size]).toEqual([6, 6])
  })

  it("R18: rows of an anonymised person say nothing of them, and one that waits is never posted", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    await imported(file([[ann, 10]]))
    const waiting = await stage(
      file([
        [ann, 20],
        [bea, 30],
      ]),
    )
    expect((await personal(ann)).map(({ state }) => state).sort()).toEqual(["applied", "staged"])
    await imports.anonymizePerson(ann)
    expect(await personal(ann)).toEqual([])
    const [{ found }] = (await query<{ found: number }>(
      store.database,
      "select count(*)::int as found from clientele_import_row r where r::text like '%' || $1 || '%'",
      [ann],
    )) as [{ found: number }]
    expect(found).toBe(0)
    expect(await imports.get(waiting.id)).toMatchObject({ rows: 2, refused: 1 })
    await expect(imports.confirm(waiting.id, "user_2", false)).rejects.toMatchObject({ code: "import_rows_refused" })
    await apply(waiting, true)
    expect([await balance(ann), await balance(bea)]).toEqual([10, 30])
  })

  // Guard: the mailbox of refused rows in PointsChecker. These rows have no other name of the person.
  it("R18: refused rows of a person are exported, and say nothing of the person after anonymising", async () => {
    const ann = newMailbox()
    await stage(file([[` ${ann.toUpperCase()}`, "12.5", "a gift for Ann"]], "email,points,note"))
    await stage(file([[ann, 5, "", "a cell too many"]], "email,points,note"))
    expect((await personal(ann)).map(({ state }) => state)).toEqual(["refused", "refused"])
    await imports.anonymizePerson(ann)
    const left = await query(
      store.database,
      "select cells from clientele_import_row r where lower(r::text) like '%' || $1 || '%' or r::text like '%Ann%'",
      [ann],
    )
    expect(left).toEqual([])
  })

  it("R18: 30 days after its end an import's rows are deleted, posted ones lose what they say, and it is still reversed", async () => {
    const [ann, bea] = [newMailbox(), newMailbox()]
    const end = await apply(
      await stage(
        file([
          [ann, 10],
          ["no", 5],
        ]),
      ),
      true,
    )
    const young = await imported(file([[bea, 10]]))
    const age = (id: string, column: string, days: number) =>
      query(store.database, `update clientele_import set ${column} = now() - $2 * interval '1 day' where id = $1`, [
        id,
        days,
      ])
    await age(end.id, "finished_at", 31)
    const [unfinished, unconfirmed] = [await stage(file([[bea, 1]])), await stage(file([[bea, 1]]))]
    await query(store.database, "update clientele_import set status = 'staging' where id = $1", [unfinished.id])
    await age(unfinished.id, "changed_at", 2)
    await age(unconfirmed.id, "changed_at", 8)
    await imports.cleanUp()
    expect(await rowsOf(end)).toEqual([{ line: 2, state: "applied", problems: [] }])
    expect(await personal(ann)).toEqual([])
    expect(await personal(bea)).not.toEqual([])
    await expect(imports.get(unfinished.id)).rejects.toMatchObject({ code: "not_found" })
    expect(await imports.get(unconfirmed.id)).toMatchObject({ status: "canceled" })
    expect(await reverse(end)).toMatchObject({ reversed: 1 })
    expect([await balance(ann), (await imports.get(young.id)).status]).toEqual([0, "applied"])
  })
})
