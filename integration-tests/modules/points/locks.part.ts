import { query } from "../../helpers/database"
import { expectLockFirst } from "../../helpers/locked"
import { openPointsStore, type PointsStore, settle } from "./store"

const ACCOUNT = "(select id from clientele_points_account where mailbox = 'ID')"

/** One call for each function that locks an account itself, on the rows that `prepare` makes for it. */
const CALLS: Record<string, string> = {
  clientele_points_lock_hold:
    "select clientele_points_lock_hold((select id from clientele_points_hold where cart_id = 'cart_ID'))",
  clientele_points_hold_place: `select * from clientele_points_hold_place('hold_ID', 'ID', 'new_cart_ID', 10, 'usd', 100, 100, 1, 0, null,
    now() + interval '1 hour', now())`,
  clientele_points_adjust: `select * from clientele_points_adjust('ID', 10, 'manual', 'key_ID', 'hash', false, 'infinity', 'why', null,
    'user_1', '{}', now())`,
  clientele_points_adjust_batch: `select * from clientele_points_adjust_batch('{ID}', '{10}', '{key_ID}', '{hash}', '{infinity}', '{why}',
    '{null}', 'user_1', now())`,
  clientele_points_take_back_batch: `select * from clientele_points_take_back_batch(array[${ACCOUNT}], '{1}', false, 'infinity', 'why',
    'user_1', now())`,
  clientele_points_merge:
    "select * from clientele_points_merge('ID', 'to_ID', 'key_ID', 'hash', 'why', 'user_1', now())",
  clientele_points_settle: `select * from clientele_points_settle('new_ID', 'ID', 10, true, false, 1000, 'usd', null, 'infinity', false,
    '{}', now())`,
  clientele_points_settle_again: `select * from clientele_points_settle_again(${ACCOUNT}, 'settled_ID', 20, true, false, 1000, 'usd', null,
    'infinity', false, '{}', now())`,
  clientele_points_settle_batch: `select * from clientele_points_settle_batch('{new_ID}', '{ID}', '{10}', '{true}', '{false}', 1000,
    '{usd}', '{null}', '{infinity}', false, '[{}]', now())`,
}

export function locks(): void {
  let store: PointsStore

  beforeAll(async () => {
    store = await openPointsStore()
  })
  afterAll(async () => {
    await store.close()
  })

  /** An account with an order and a hold, and one for a merge. */
  async function prepare(mailbox: string): Promise<void> {
    await settle(store.points, { order_id: `settled_${mailbox}`, mailbox, target: 100 })
    await settle(store.points, { order_id: `settled_to_${mailbox}`, mailbox: `to_${mailbox}`, target: 100 })
    await store.points.placeHold({
      mailbox,
      cart_id: `cart_${mailbox}`,
      points: 10,
      currency_code: "usd",
      points_per_currency_discount: 100,
      expires_at: new Date(Date.now() + 86_400_000),
    })
  }

  it("M1, M2: every function that waits for an account's lock itself is in this table", async () => {
    const found = await query<{ proname: string }>(
      store.database,
      `select distinct proname from pg_proc where proname like 'clientele\\_points\\_%' and prosrc ~ 'for no key update(?! skip locked)'`,
    )
    expect(found.map(({ proname }) => proname).sort()).toEqual(Object.keys(CALLS).sort())
  })

  // Guard: `for no key update` in each of them. The primary key of entries is the second defence: two with one version are refused.
  it.each(Object.entries(CALLS))("M1, M2: %s waits for its account's lock before it writes", async (name, sql) => {
    const mailbox = `${name}@example.com`
    await prepare(mailbox)
    const lock = "select 1 from clientele_points_account where mailbox = $1 for no key update"
    await expectLockFirst(
      store.database,
      { sql: lock, values: [mailbox] },
      { name, sql: sql.replaceAll("ID", mailbox) },
    )
  })
}
