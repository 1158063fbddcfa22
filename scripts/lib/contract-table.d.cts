export type Row = { id: string; requirement: string; state: string; where: string }
export function contractRows(): Row[]
