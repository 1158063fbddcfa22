import { PERSONAL_DATA } from "../../../src/workflows/privacy/registry"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { tablesWith } from "../../helpers/marked"
import type { OpenStore } from "../../helpers/open-store"
import type { Shop } from "../../helpers/shop"

/** A table that each part writes, the last one of a transaction; of the part `customer` one for each step. `[]`: it keeps what it has. */
const WRITES: Record<string, readonly string[]> = {
  profile: ["clientele_customer_profile"],
  contacts: ["clientele_contact"],
  credit: ["clientele_credit_entry_note"],
  credit_checks: ["clientele_credit_check_detail"],
  imports: ["clientele_import_row"],
  points: ["clientele_points_account"],
  codes: ["clientele_code_challenge"],
  mails: ["notification"],
  carts: ["cart"],
  figures: ["clientele_customer_index"],
  orders: [],
  customer: ["customer_address", "auth_identity", "account_holder", "customer"],
}

export function anonymizeFailing(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop

  beforeAll(() => {
    ;({ database, shop } = open())
  })

  /** A customer with something in every table of {@link WRITES}, the mark in each of it that holds words. */
  async function describe(mark: string): Promise<string> {
    const customer = await shop.register(`${mark}@example.com`)
    const { id, email } = customer
    // Ids of rows stay in links and in the ledger, so they say nothing of the person.
    const number = "1"
    const mine = `/admin/customers/${id}`
    await shop.admin.post(mine, { first_name: mark, company_name: mark, phone: mark, metadata: { said: mark } })
    await shop.admin.post(`/admin/customer-profiles/${id}`, { description: mark, external_id: mark })
    await shop.admin.post(`${mine}/addresses`, { first_name: mark, address_1: mark, country_code: "us" })
    await shop.admin.post(`${mine}/contacts`, { name: mark, email: `${mark}@contacts.example.com` })
    await shop.admin.post(`${mine}/notes`, { body: `${mark} called` })
    await shop.admin.post(`${mine}/loyalty/adjustments`, { points: 500, reason: mark, note: mark })
    await shop.admin.post(`${mine}/credit`, { credit_limit: 100, currency_code: "usd" })
    await shop.admin.post(`${mine}/credit-check`, {})
    await query(
      database,
      `select clientele_credit_cash_in($1, 'usd', 'payment', 1, 'failing' || $2, '', current_date, null, null, null, $3, null,
         null, null)`,
      [id, number, mark],
    )
    await query(
      database,
      `with file as (insert into clientele_import (id, kind, status, batch, reason, rows, created_by)
         values ('imp_failing' || $1::text, 'points', 'ready', 'failing', 'opening', 1, 'user_1') returning id, batch)
       insert into clientele_import_row (import_id, line, state, batch, identity, mailbox, cells)
       select id, 2, 'staged', batch, 'row 1', $2::text, jsonb_build_object('email', $2::text, 'points', '5', 'note', $3::text) from file`,
      [number, email, mark],
    )
    const cart = await shop.fillCart({ customer })
    await query(
      database,
      `insert into clientele_points_hold (id, account_id, cart_id, points, currency_code, points_per_currency_discount,
         max_percent, min_points, min_checkout_total, proof_id, expires_at)
       select 'phold_failing' || $1, id, $2, 1, 'usd', 100, 100, 1, 0, $1, now() + interval '1 hour'
       from clientele_points_account where mailbox = $3`,
      [number, cart.id, email],
    )
    await query(database, "update clientele_points_account set held = 1 where mailbox = $1", [email])
    await query(
      database,
      `insert into account_holder (id, provider_id, external_id, email, data)
       values ('acchld_failing' || $3::text, 'pp_cards_up', $1, $2, jsonb_build_object('id', $1::text))`,
      [mark, email, number],
    )
    await query(
      database,
      `insert into customer_account_holder (id, customer_id, account_holder_id)
       values ('custacc_failing' || $1::text, $2, 'acchld_failing' || $1::text)`,
      [number, id],
    )
    await shop.guest.post("/store/loyalty/redemption/send-otp", { email })
    await eventually(
      () => query(database, 'select 1 from notification where "to" = $1', [email]),
      (mails) => mails.length > 0,
    )
    return id
  }

  /** A statement that would change the table fails meanwhile; reading does not. */
  async function whileReadOnly(table: string, work: () => Promise<void>): Promise<void> {
    await query(
      database,
      `create or replace function refuse_writes() returns trigger language plpgsql as
       $$ begin raise exception 'a test refuses to write'; end $$`,
    )
    await query(
      database,
      `create trigger read_only before insert or update or delete on ${table}
       for each statement execute function refuse_writes()`,
    )
    try {
      await work()
    } finally {
      await query(database, `drop trigger read_only on ${table}`)
    }
  }

  const anonymize = (id: string) => shop.admin.send("POST", `/admin/customers/${id}/anonymize?force=true`)

  test("M45: this test knows every part of a person's data, with a write to fail or as kept", () => {
    expect(Object.keys(WRITES)).toEqual(PERSONAL_DATA.map(({ name }) => name))
  })

  // Guards: the order of PERSONAL_DATA (registry.ts) and of the steps of profilePart and customerPart: what a second run finds a
  // person by goes last. A step that swallows its error would answer `anonymized: true`. A call that fails at one part has done
  // those before it, so that the next call begins where a call on an untouched person would fail.
  test("M45: while any part cannot write, the call fails, and the repeated call leaves no trace of the person", async () => {
    const mark = "markedfailing"
    const id = await describe(mark)
    for (const table of Object.values(WRITES).flat()) {
      await whileReadOnly(table, async () => {
        const failed = await anonymize(id)
        expect([table, failed]).toMatchObject([table, { status: 500, body: { message: expect.any(String) } }])
        expect(JSON.stringify(failed.body)).not.toContain(mark)
      })
    }
    expect((await anonymize(id)).body).toMatchObject({ anonymized: true, problems: [] })
    expect(await tablesWith(database, mark)).toEqual([])
  })
}
