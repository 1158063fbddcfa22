#!/usr/bin/env node
// `npm run screenshots`: makes the pictures of README and docs, in docs/images. The browser tests take them, so they show real
// screens.
//   npm run screenshots -- /tmp/pictures     encodes the pictures of an earlier run with SCREENSHOTS=/tmp/pictures
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { chromium } from "playwright-core"
import { ensureChromiumInstalled } from "./lib/chromium.mjs"
import { dataDir, root } from "./lib/paths.mjs"

/**
 * The pictures, with the test that takes each (`look` in integration-tests/browser/pages.ts) and its file: the picture of a part, or of
 * the whole page.
 */
const SHOWN = [
  { name: "loyalty-overview", test: "the overview shows figures", file: "loyalty-overview.png" },
  { name: "loyalty-simulator", test: "the simulator shows points", file: "loyalty-simulator.png" },
  { name: "customer-credit", test: "the card sets terms", file: "customer-credit-light-wide.png" },
  { name: "storefront-checkout", test: "a guest proves the mailbox", file: "storefront-checkout-light-wide.png" },
]
const WIDTH = 1200
const QUALITY = 0.75
/** A size limit keeps README, docs and the package small. */
const LARGEST_BYTES = 150_000

const [given] = process.argv.slice(2)
const taken = given ?? path.join(dataDir, "screenshots")
const kept = path.join(root, "docs/images")

function takePictures() {
  fs.rmSync(taken, { recursive: true, force: true })
  const titles = SHOWN.map(({ test }) => test).join("|")
  const args = [path.join(root, "scripts/test.mjs"), "browser", "dashboard|storefront", "-t", titles]
  const { status } = spawnSync(process.execPath, args, {
    env: { ...process.env, SCREENSHOTS: taken },
    stdio: "inherit",
  })
  return status === 0
}

/** Scales a picture, and encodes it as WebP, on a canvas in Chromium. */
async function toWebp(page, { file }) {
  const source = fs.readFileSync(path.join(taken, file)).toString("base64")
  const encode = `(async () => {
    const image = new Image()
    image.src = "data:image/png;base64,${source}"
    await image.decode()
    const scale = Math.min(1, ${WIDTH} / image.width)
    const canvas = document.createElement("canvas")
    canvas.width = Math.round(image.width * scale)
    canvas.height = Math.round(image.height * scale)
    const context = canvas.getContext("2d")
    context.imageSmoothingQuality = "high"
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL("image/webp", ${QUALITY}).split(",")[1]
  })()`
  return Buffer.from(await page.evaluate(encode), "base64")
}

if (!given && !takePictures()) {
  console.error("The pictures stay as they are: a test failed.")
  process.exit(1)
}
const browser = await chromium.launch({ executablePath: ensureChromiumInstalled(), args: ["--no-sandbox"] })
const page = await browser.newPage()
fs.mkdirSync(kept, { recursive: true })
for (const picture of SHOWN) {
  const webp = await toWebp(page, picture)
  if (webp.length > LARGEST_BYTES)
    throw new Error(`${picture.name}.webp has ${webp.length} bytes, more than ${LARGEST_BYTES}`)
  fs.writeFileSync(path.join(kept, `${picture.name}.webp`), webp)
  console.log(`docs/images/${picture.name}.webp: ${Math.round(webp.length / 1000)} kB`)
}
await browser.close()
