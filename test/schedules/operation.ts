type Value = { readonly S?: string; readonly N?: string; readonly B?: string }
type Attributes = Readonly<Record<string, Value>>

/** What a client asks of the table, in DynamoDB's own words. */
export interface Asked {
  readonly name: string
  readonly input: {
    readonly Item?: Attributes
    readonly Key?: Attributes
    readonly UpdateExpression?: string
    readonly ConditionExpression?: string
    readonly IndexName?: string
  }
}

/** What happened in the table. */
export interface Operation extends Asked {
  readonly status: number
  readonly output: { readonly Attributes?: Attributes }
}

/** The key of the item that an operation is about; empty for a query. */
export function keyOf({ input }: Asked): string {
  return (input.Item ?? input.Key)?.['pk']?.S ?? ''
}

/** Puts an operation into a few words for the schedule: `UpdateItem session SET leaseOwner`. */
export function wordsOf(asked: Asked): string {
  const [purpose = ''] = keyOf(asked).split('#')
  const change = asked.input.UpdateExpression?.match(/^\w+ \w+/)?.[0] ?? ''
  return [asked.name, purpose || asked.input.IndexName, change].filter(Boolean).join(' ')
}
