import { withoutUndefined } from "../../../kernel/without-undefined"
import { type AddressPlan, FLAGS, type Flag, type KnownAddress, type MedusaAddress } from "./addresses"
import { changesAddress, linesKey } from "./lines"

/** A customer's addresses while a change of them is planned. Nothing is written. */
export class AddressDraft {
  /** The customer's present addresses, with the planned changes applied. */
  readonly present: KnownAddress[]
  readonly #known: readonly KnownAddress[]
  readonly #changes = new Map<string, MedusaAddress>()
  /** New ones by their lines. */
  readonly #added = new Map<string, MedusaAddress>()
  /** Keys by index in `present`. A change of lines clears the key. */
  readonly #keys: (string | undefined)[] = []

  constructor(known: readonly KnownAddress[]) {
    this.#known = known
    this.present = known.map((one) => ({ ...one }))
  }

  defaultOf(flag: Flag): KnownAddress | undefined {
    return this.present.find((one) => one[flag])
  }

  change(id: string, change: MedusaAddress): void {
    const index = this.present.findIndex((one) => one.id === id)
    for (const flag of FLAGS.filter((one) => change[one])) {
      this.#unmark(flag)
    }
    this.present[index] = { ...(this.present[index] as KnownAddress), ...withoutUndefined(change) }
    this.#keys[index] = undefined
    this.#changes.set(id, joined(this.#changes.get(id) ?? {}, change))
  }

  /** Adds an address. If an address with the same lines exists, that one gets the default marks and metadata. */
  add(address: MedusaAddress): void {
    const key = linesKey(address)
    // `false` clears no mark here: only an entry with an id says which address it is about.
    const marks = Object.fromEntries(FLAGS.filter((flag) => address[flag]).map((flag) => [flag, true]))
    const extras: MedusaAddress = { ...marks, ...withoutUndefined({ metadata: address.metadata }) }
    const alike = this.present.filter((_one, index) => this.#keyOf(index) === key)
    const chosen = alike.find((one) => FLAGS.some((flag) => extras[flag] && one[flag])) ?? alike[0]
    if (chosen) {
      this.change(chosen.id, extras)
      return
    }
    for (const flag of FLAGS.filter((one) => extras[one])) {
      this.#unmark(flag)
    }
    const twin = this.#added.get(key)
    this.#added.set(key, twin ? joined(twin, extras) : { ...address })
  }

  /** The planned writes, without those that would change nothing. */
  plan(): AddressPlan {
    const update = [...this.#changes].map(([id, change]) => ({ id, change }))
    return {
      create: [...this.#added.values()],
      update: update.filter(({ id, change }) =>
        changesAddress(this.#known.find((one) => one.id === id) as KnownAddress, change),
      ),
    }
  }

  /** A new default clears the mark of the earlier default. */
  #unmark(flag: Flag): void {
    for (const [index, one] of this.present.entries()) {
      this.present[index] = one[flag] ? { ...one, [flag]: false } : one
    }
  }

  #keyOf(index: number): string {
    this.#keys[index] ??= linesKey(this.present[index] as KnownAddress)
    return this.#keys[index] as string
  }
}

/** Merges two changes of one address: the later one wins. Metadata merges by key, as in Medusa. */
function joined(first: MedusaAddress, second: MedusaAddress): MedusaAddress {
  const metadata = first.metadata && second.metadata ? { metadata: { ...first.metadata, ...second.metadata } } : {}
  return { ...first, ...withoutUndefined(second), ...metadata }
}
