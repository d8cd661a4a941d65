import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ReadStream } from 'node:tty'

/** Where a value comes from: a terminal that is asked, or a stream that is read to its end. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>
  readonly output: NodeJS.WritableStream
}

/**
 * Asks for a value; a secret is not shown while it is typed. What is no terminal is read to its end, but for one final
 * line break.
 */
export async function askFor(question: string, secret: boolean, { input, output }: Terminal): Promise<string> {
  if (!input.isTTY) return (await text(input)).replace(/\r?\n$/, '')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  // From here on the terminal shows nothing by itself, so the question comes after.
  const lines = createInterface({ input, output: secret ? silent : output, prompt: question, terminal: true })
  if (secret) output.write(question)
  lines.prompt()
  try {
    const { promise, resolve } = Promise.withResolvers<string>()
    lines.once('line', resolve).once('close', () => resolve(''))
    return await promise
  } finally {
    lines.close()
    if (secret) output.write('\n')
  }
}
