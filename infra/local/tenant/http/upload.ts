/** A multipart form (RFC 7578). */
export interface Upload {
  fields: Record<string, string>
  files: Record<string, Buffer>
  /** Why it is none, or not a clear one. */
  problem?: string
}

/** Reads a multipart form; no name may be in it twice. */
export async function parseUpload(contentType: string, raw: Buffer): Promise<Upload> {
  const response = new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } })
  const form = await response.formData().catch(() => undefined)
  if (!form) return { fields: {}, files: {}, problem: 'The request body is not a well-formed multipart form.' }
  const names = [...form.keys()]
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  const upload: Upload = { fields: {}, files: {} }
  for (const [name, value] of form) {
    if (typeof value === 'string') upload.fields[name] = value
    else upload.files[name] = Buffer.from(await value.arrayBuffer())
  }
  return repeated === undefined ? upload : { ...upload, problem: `Parameter ${repeated} must not be repeated.` }
}
