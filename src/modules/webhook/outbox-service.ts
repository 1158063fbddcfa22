import type { Database } from "../../kernel/database"
import { WebhookEndpointService } from "./endpoint-service"
import {
  announceMessages,
  confirmMessages,
  fanOut,
  insertMessages,
  readOpenMessages,
  withdrawMessages,
} from "./sql/messages"
import type { OpenMessage, WebhookNote } from "./types"

/** The part of the webhook service that keeps the outbox of messages and hands them to endpoints (ADR 0066). */
export class WebhookOutboxService extends WebhookEndpointService {
  /** Writes messages about changes without a trigger, if an endpoint wants them. @param db the change's transaction */
  async note(notes: readonly WebhookNote[], db: Database = this.db): Promise<number> {
    return notes.length === 0 ? 0 : insertMessages(db, notes)
  }

  /**
   * Writes messages, if an endpoint wants them, before a change of more than one transaction. They go out after {@link
   * confirm}, or after ten minutes in case the process was killed.
   *
   * @returns the argument of {@link confirm} and {@link withdraw}
   */
  async announce(notes: readonly WebhookNote[]): Promise<string[]> {
    return announceMessages(this.db, notes)
  }

  /** Lets announced messages go out. */
  async confirm(announced: readonly string[]): Promise<void> {
    await confirmMessages(this.db, announced)
  }

  /** Deletes announced messages whose change was refused. */
  async withdraw(announced: readonly string[]): Promise<void> {
    await withdrawMessages(this.db, announced)
  }

  /**
   * Messages that are not handed to endpoints yet, the oldest first, without those that wait for their change. @param limit
   * at least 1
   */
  async listOpenMessages(limit: number): Promise<OpenMessage[]> {
    return readOpenMessages(this.db, limit)
  }

  /**
   * Hands messages to the endpoints that want them. Call it with the first ones of {@link listOpenMessages} in their order;
   * messages that another process handed over meanwhile are skipped.
   *
   * @returns how many deliveries were made
   */
  async fanOut(messages: readonly Pick<OpenMessage, "position" | "data">[]): Promise<number> {
    return messages.length === 0 ? 0 : fanOut(this.db, messages)
  }
}
