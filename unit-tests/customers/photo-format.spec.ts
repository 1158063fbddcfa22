import fc from "fast-check"
import { photoFormat } from "../../src/workflows/customers/photo-format"

const MAGIC: Record<string, number[]> = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  jpeg: [0xff, 0xd8, 0xff],
  gif: [...Buffer.from("GIF89a")],
  bmp: [...Buffer.from("BM")],
  webp: [...Buffer.from("RIFF\0\0\0\0WEBPVP8X")],
  icns: [...Buffer.from("icns\0\xff\xff\xffic07\0\0\0\0", "latin1")],
  heic: [...Buffer.from("\0\0\0\x18ftypheic", "latin1")],
  avif: [...Buffer.from("\0\0\0\x1cftypavif", "latin1")],
  tiff: [0x49, 0x49, 0x2a, 0],
  psd: [...Buffer.from("8BPS")],
  svg: [...Buffer.from("<svg ")],
  jp2: [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20],
  jxl: [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20],
  ico: [0, 0, 1, 0],
  ktx: [...Buffer.from("\xabKTX 11\xbb", "latin1")],
  dds: [...Buffer.from("DDS ")],
}

const JPEG = Buffer.from(
  "ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f00d2ffd9",
  "hex",
)

async function judge(content: Buffer): Promise<string> {
  return photoFormat(content).then(
    ({ extension }) => extension as string,
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  )
}

function filled(size: number, head: readonly number[], pattern: readonly number[]): Buffer {
  const content = Buffer.alloc(size, Buffer.from(pattern))
  content.set(head)
  return content
}

describe("the format of a photo", () => {
  test("M44: any bytes get an answer: a format, or invalid_request on photo", async () => {
    const magic = fc.constantFrom(...Object.values(MAGIC))
    const bytes = fc.uint8Array({ maxLength: 4096 })
    const afterMagic = fc.tuple(magic, bytes).map(([head, rest]) => Buffer.from([...head, ...rest]))
    const truncated = fc.nat(JPEG.length).map((end) => JPEG.subarray(0, end))
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes.map(Buffer.from), afterMagic, truncated), async (content) => {
        expect(await judge(content)).toMatch(/^(jpg|png|invalid_request photo: )/)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(Object.keys(MAGIC).filter((name) => name !== "png" && name !== "jpeg"))(
    "M44: a file that begins like %s reaches no parser",
    async (name) => {
      for (const fill of [[0], [0xff], [0, 0, 0, 0]]) {
        expect(await judge(filled(64, MAGIC[name] as number[], fill))).toBe(
          "invalid_request photo: must be a JPEG or PNG image",
        )
      }
    },
  )

  // The parser reads a bounded part of the file (see the last test). 2 MB of the worst of these files took 8 ms of processor time.
  test.each<[string, Buffer]>([
    ["a JPEG header of zeros", filled(5_242_880, [0xff, 0xd8, 0xff, 0xe0, 0, 2], [0])],
    ["a JPEG of fill bytes", filled(5_242_880, [0xff, 0xd8], [0xff])],
    ["a JPEG of empty segments", filled(5_242_880, [0xff, 0xd8, 0xff, 0xe0], [0xff, 0xe0, 0, 2])],
    ["a JPEG of markers without length", filled(5_242_880, [0xff, 0xd8], [0xff, 1])],
    ["a PNG without a header chunk", filled(5_242_880, MAGIC.png as number[], [0])],
    ["the ICNS file whose parser never ends", filled(5_242_880, MAGIC.icns as number[], [0])],
  ])("M44: 5 MB of %s are refused at once", async (_what, content) => {
    expect(await judge(content)).toBe("invalid_request photo: must be a JPEG or PNG image")
  })

  // Guard: HEAD_BYTES in photo-format.ts.
  test("M44: a frame header after two megabytes of other segments is not found", async () => {
    const segment = filled(65_535, [0xff, 0xe1, 0xff, 0xfd], [0])
    const behind = (segments: number) =>
      Buffer.concat([JPEG.subarray(0, 20), ...Array<Buffer>(segments).fill(segment), JPEG.subarray(20)])
    expect(await judge(behind(20))).toBe("jpg")
    expect(await judge(behind(40))).toBe("invalid_request photo: must be a JPEG or PNG image")
  })
})
