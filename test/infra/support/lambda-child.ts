/** Main file of a process that runs one bundle; the bundle's path is its argument. */
const { handler } = await import(process.argv[2] ?? '')
const context = { getRemainingTimeInMillis: () => 15_000 }

tell()
process.on('message', async (event) => tell(await handler(event, context)))

function tell(result?: unknown): void {
  process.send?.({ modules: Reflect.get(process, 'moduleLoadList'), result })
}
