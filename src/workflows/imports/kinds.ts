import type { ImportKind } from "../../modules/data_import"
import { customersKind } from "./customers-kind"
import type { Kind } from "./kind"
import { pointsKind } from "./points-kind"
import { receivablesKind } from "./receivables-kind"

const KINDS: Record<ImportKind, Kind> = { points: pointsKind, customers: customersKind, receivables: receivablesKind }

export const kindOf = (kind: ImportKind): Kind => KINDS[kind]
