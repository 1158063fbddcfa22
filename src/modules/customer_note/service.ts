import { Readable } from "../../kernel/reading/readable"
import { notes } from "./reading"
import { CUSTOMER_NOTE_MODULE } from "./types"

/**
 * Lets Query read the notes on customers (CONTRACT R14, R69); the customer_profile module writes them. A module of its own, as Query
 * tells entities of one module apart only where they are linked on different fields (ADR 0040).
 */
export default class CustomerNoteModuleService extends Readable(CUSTOMER_NOTE_MODULE, notes) {}
