import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'
import { type Door, openDoor } from './door.ts'
import { openWorld, type World } from './world.ts'

/** A world whose table is DynamoDB Local's, which tells what each call consumes. */
export interface EngineWorld {
  /** Address of the engine itself. */
  readonly endpoint: string
  readonly world: World
  readonly door: Door
}

/**
 * Opens a world on DynamoDB Local.
 *
 * @param ending closes it
 */
export async function openEngineWorld(ending: AsyncDisposableStack): Promise<EngineWorld> {
  const engine = await startDynamoDbLocal()
  ending.defer(engine.stop)
  const world = await openWorld(engine.endpoint)
  ending.defer(world.close)
  const door = openDoor(world.functions)
  ending.defer(door.close)
  return { endpoint: engine.endpoint, world, door }
}
