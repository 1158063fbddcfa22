import { clienteleError } from "../../../kernel/errors"
import {
  type AddressInput,
  type AddressPlan,
  FLAGS,
  type Flag,
  type KnownAddress,
  type ListedAddress,
  type MedusaAddress,
} from "./addresses"
import { AddressDraft } from "./draft"
import { pickLines, sameFields } from "./lines"

/**
 * The addresses of a customer who has none yet. Two equal addresses become one with the marks of both.
 *
 * @throws `invalid_request` naming the second address that claims the same default
 */
export function newAddresses(input: AddressInput): MedusaAddress[] {
  return planAddresses([], input).create
}

/**
 * Plans how a client's addresses change the customer's addresses (contract R7, R21, ADR 0047). An entry with an id changes
 * that address. An entry without an id is added, unless the customer has an address with the same lines. `billing_address`
 * and `shipping_address` change the default of their kind, field by field. If one address is the default for both and only
 * one default changes, a changed copy takes over that mark. The same input a second time plans nothing.
 *
 * @param known all addresses of the customer, and no other's
 * @throws `invalid_request` naming the id that is not one of `known`, or the address that claims a default which another one has
 */
export function planAddresses(known: readonly KnownAddress[], input: AddressInput): AddressPlan {
  const listed = input.addresses ?? []
  checkFlags(listed, input)
  checkIds(known, listed)
  const draft = new AddressDraft(known)
  // New addresses come last, because they are compared with the lines after the changes.
  for (const { id, ...change } of listed) {
    if (id !== undefined) {
      draft.change(id, change)
    }
  }
  planDefaults(draft, input)
  for (const { id, ...address } of listed) {
    if (id === undefined) {
      draft.add(address)
    }
  }
  return draft.plan()
}

function planDefaults(draft: AddressDraft, input: AddressInput): void {
  const { billing_address: billing, shipping_address: shipping } = input
  if (billing && shipping && sameFields(billing, shipping) && !isSplit(draft)) {
    changeDefault(draft, FLAGS, billing)
  } else {
    changeDefault(draft, ["is_default_billing"], billing)
    changeDefault(draft, ["is_default_shipping"], shipping)
  }
  if (input.flat) {
    const claimed = (flag: Flag) => input.addresses?.some((one) => one[flag])
    const free = FLAGS.filter((flag) => !(flag === "is_default_billing" ? billing : shipping) && !claimed(flag))
    changeFlat(draft, free, input.flat)
  }
}

/** Billing and shipping already have different addresses. */
function isSplit(draft: AddressDraft): boolean {
  const [billing, shipping] = FLAGS.map((flag) => draft.defaultOf(flag))
  return billing !== undefined && shipping !== undefined && billing.id !== shipping.id
}

function changeDefault(draft: AddressDraft, flags: readonly Flag[], fields: MedusaAddress | undefined): void {
  if (!fields) {
    return
  }
  const marks = marksOf(flags)
  const present = draft.present.find((one) => flags.every((flag) => one[flag])) ?? draft.defaultOf(flags[0] as Flag)
  if (!present) {
    draft.add({ ...fields, ...marks })
  } else if (
    FLAGS.some((flag) => present[flag] && !flags.includes(flag)) &&
    !sameFields({ ...present, ...fields }, present)
  ) {
    draft.add({ ...pickLines(present), ...fields, ...marks })
  } else {
    draft.change(present.id, { ...fields, ...marks })
  }
}

/** For clients that know only one address: the billing default, else the shipping default, else a new address. */
function changeFlat(draft: AddressDraft, flags: readonly Flag[], fields: MedusaAddress): void {
  const present = flags.map((flag) => draft.defaultOf(flag)).find((one) => one !== undefined)
  if (flags.length === 1) {
    changeDefault(draft, flags, fields)
  } else if (present) {
    draft.change(present.id, fields)
  } else {
    draft.add({ ...fields, ...marksOf(flags) })
  }
}

const marksOf = (flags: readonly Flag[]): MedusaAddress => Object.fromEntries(flags.map((flag) => [flag, true]))

function checkFlags(listed: readonly ListedAddress[], input: AddressInput): void {
  for (const flag of FLAGS) {
    const taken = flag === "is_default_billing" ? input.billing_address : input.shipping_address
    const claims = listed.flatMap((one, index) => (one[flag] ? [index] : []))
    const surplus = taken ? claims[0] : claims[1]
    if (surplus !== undefined) {
      throw clienteleError("invalid_request", `addresses.${surplus}.${flag}: another address is already the default`)
    }
  }
}

/** The message does not reveal whether another customer has the id. */
function checkIds(known: readonly KnownAddress[], listed: readonly ListedAddress[]): void {
  const ids = new Set(known.map(({ id }) => id))
  const seen = new Set<string>()
  for (const [index, { id }] of listed.entries()) {
    if (id !== undefined && !ids.has(id)) {
      throw clienteleError("invalid_request", `addresses.${index}.id: this customer has no address with this id`)
    }
    if (id !== undefined && seen.has(id)) {
      throw clienteleError("invalid_request", `addresses.${index}.id: is given twice`)
    }
    if (id !== undefined) {
      seen.add(id)
    }
  }
}
