import fs from "node:fs"
import os from "node:os"
import { PassThrough, type Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { readUnlinked, UnlinkedFiles, UPLOAD_PREFIX } from "../../src/api/admin/clientele/imports/unlinked-file"

const uploads = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(UPLOAD_PREFIX))
// Files of other processes, such as stores of other tests, do not count.
const before = uploads()
const left = () => uploads().filter((name) => !before.includes(name))

// Guard: rmSync in unlinked-file.ts.
test("R49, R18: an upload has no name on disk from its first byte on, so that a process that dies leaves no file", async () => {
  const files = new UnlinkedFiles()
  const stream = new PassThrough()
  const stored = new Promise<number>((resolve, reject) => {
    files._handleFile(null, { stream }, (error, info) => (error ? reject(error) : resolve(info?.fd ?? -1)))
  })
  stream.write("email,points\n")
  expect(left()).toEqual([])
  stream.end("ann@example.com,5\n")
  const fd = await stored
  expect(left()).toEqual([])
  expect(await text(readUnlinked(fd))).toBe("email,points\nann@example.com,5\n")
  expect(() => fs.fstatSync(fd)).toThrow("EBADF")
})

test("R49: an upload that breaks off is refused with its error", async () => {
  const files = new UnlinkedFiles()
  const stream: Readable = new PassThrough()
  const failed = new Promise<unknown>((resolve) => {
    files._handleFile(null, { stream }, (error) => resolve(error))
  })
  stream.destroy(new Error("gone"))
  expect(await failed).toMatchObject({ message: "gone" })
})
