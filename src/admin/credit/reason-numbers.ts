/** The numbers in a sentence of the store, in their order, and the first of them, by which the sentence has a plural. */
export function numbersIn(text: string): { numbers: number[]; count: number } {
  const numbers = (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)
  return { numbers, count: numbers[0] ?? 0 }
}
