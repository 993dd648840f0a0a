import type { MutationOutcome, UploadHeader } from '../../shared/protocol/upload.ts';
import {
  findTable,
  primaryKeyIndexes,
  type SchemaManifest,
  type TableManifest,
} from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';

/** A table of an upload's header, mapped by name to ours. */
export interface Frame {
  readonly name: string;
  /** Undefined when this server has no such table. */
  readonly table: TableManifest | undefined;
  /** For each of the upload's columns the place in our table, or -1 when we have no such column. */
  readonly columns: readonly number[];
  readonly columnNames: readonly string[];
  /** Indexes of all of the upload's columns: what an insert gives. */
  readonly every: readonly number[];
  /** Places of the key's columns in our table. */
  readonly key: readonly number[];
  /** The shapes met so far, by operation and columns; see `findShape`. */
  readonly shapes: Map<string, Shape>;
}

/** What mutations of one table that set the same columns in the same way have in common; one object for all of them. */
export interface Shape {
  readonly op: Operation;
  readonly frame: number;
  /** Places of the columns they set, ascending. */
  readonly columns: readonly number[];
}

export type Operation = 'i' | 'u' | 'd';

/** One mutation, its values placed in the order of our table. */
export interface Mutation {
  readonly index: number;
  readonly op: Operation;
  readonly frame: number;
  readonly id: string;
  readonly base: readonly [epoch: number, version: number];
  readonly actor: string;
  readonly at: number;
  readonly group: string | null;
  readonly key: readonly WireValue[];
  /** Canonical JSON of the key, as `wireKey` renders it. */
  readonly pk: string;
  /** By our column's place; undefined where the mutation says nothing of it. */
  readonly values: readonly (WireValue | undefined)[];
  /** Places of the columns it sets, ascending. */
  readonly columns: readonly number[];
  readonly shape: Shape;
  /** Sixteen hex digits over what it does: same table, key, columns and values, same hash. Empty where refused. */
  readonly image: string;
  /** Set when the mutation is refused before the database is asked. */
  readonly refused?: MutationOutcome;
}

export interface Batch {
  readonly header: UploadHeader;
  readonly frames: readonly Frame[];
  readonly mutations: readonly Mutation[];
  /** SHA-256 of the uncompressed body. */
  readonly hash: Buffer;
}

export function mapFrames(header: UploadHeader, schema: SchemaManifest): Frame[] {
  return header.tables.map(({ name, columns }) => {
    const table = findTable(schema, name);
    return {
      name,
      table,
      columns: columns.map((column) => table?.columns.findIndex((c) => c.name === column) ?? -1),
      columnNames: columns,
      every: columns.map((_, index) => index),
      key: table ? primaryKeyIndexes(table) : [],
      shapes: new Map(),
    };
  });
}

/** The one shape of these columns of the frame's table; an insert always gives all of them. */
export function findShape(
  { shapes }: Frame,
  { op, frame, columns }: { op: Operation; frame: number; columns: readonly number[] },
): Shape {
  const id = op === 'i' ? 'i' : `${op} ${columns.join(',')}`;
  let shape = shapes.get(id);
  if (!shape) {
    shape = { op, frame, columns: [...columns].sort((a, b) => a - b) };
    shapes.set(id, shape);
  }
  return shape;
}

/** A batch on its way into the tables of a clinic. */
export interface ApplyTarget {
  readonly clinic: number;
  readonly batch: Batch;
  readonly schema: SchemaManifest;
}
