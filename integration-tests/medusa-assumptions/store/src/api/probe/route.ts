import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** What the server knows of a client. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ ip: req.ip, socket: req.socket.remoteAddress, forwarded: req.headers["x-forwarded-for"] })
}

/** Fails with an error of the given type. */
export async function POST(req: MedusaRequest<{ type: string }>, _res: MedusaResponse): Promise<void> {
  throw new MedusaError(req.body.type, "what to do next", "our_code")
}
