/** Stands in for `shared/sessions/table.ts`: what was read once is read again from memory, without the table's client. */
import { createTable as createReal, type Item, type Table } from '#shared/sessions/table'

export * from '#shared/sessions/table'

/** As the real one, but that it asks for an item once only. */
export function createTable(name: string): Table {
  const table = createReal(name)
  const known = new Map<string, Promise<Item | undefined>>()
  return {
    ...table,
    read(pk) {
      const item = known.get(pk) ?? table.read(pk)
      known.set(pk, item)
      return item
    },
  }
}
