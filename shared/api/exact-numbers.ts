/**
 * Keeps -0 apart from 0 across oRPC's JSON, so that the engine can refuse it [VAL-1] instead of saving a 0 that
 * nobody entered. Both ends of every RPC connection take it as `customJsonSerializers`.
 */
export const exactNumbers = [
  {
    type: 100,
    condition: (data: unknown): boolean => Object.is(data, -0),
    serialize: (): string => '-0',
    deserialize: (): number => -0,
  },
];
