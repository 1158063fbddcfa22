export type TestTitle = { file: string; line: number; title: string; rows: string[] }
export function testTitles(): TestTitle[]
