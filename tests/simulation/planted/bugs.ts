/** One text of a source file and what a careless author might have written instead. */
export interface SourceChange {
  readonly file: string;
  /** Occurs exactly once. */
  readonly find: string;
  readonly put: string;
}

/** A protocol bug that the simulation has to notice. */
export interface PlantedBug {
  readonly name: string;
  readonly changes: readonly SourceChange[];
}

const bug = (
  name: string,
  file: string,
  [find, put]: readonly [find: string, put: string],
): PlantedBug => ({
  name,
  changes: [{ file, find, put }],
});

const SYNC = 'engine/sync';
const STORE = 'engine/store';
const GATHER = `${STORE}/gather.ts`;
const GATHER_TABLES = `${STORE}/gather-tables.ts`;
const GATHER_SQL = `${STORE}/gather-sql.ts`;
const MERGE = 'engine/conflicts/merge.ts';
const SERVER = 'tests/simulation/model-server.ts';

const inGathering: readonly PlantedBug[] = [
  bug('a record that is marked already is not marked as edited again', GATHER_TABLES, [
    "if (acts.has('edit')) db.run(sql.edit, actor);",
    '',
  ]),
  bug('no base is kept of what is edited', GATHER_TABLES, ['    db.run(sql.keepBases);\n', '']),
  bug('the journal of changes is not emptied', GATHER, [
    "    db.run('DELETE FROM _sync_image');\n    return;",
    '    return;',
  ]),
  bug('the deletion of a synced record goes unmarked', GATHER_SQL, [
    'CASE WHEN here OR ${isSynced} THEN',
    'CASE WHEN here THEN',
  ]),
  bug('a change is marked as a new record', GATHER_SQL, [
    "WHEN dirty IS NULL THEN CASE WHEN was THEN 'update' ELSE 'insert' END",
    "WHEN dirty IS NULL THEN 'insert'",
  ]),
  bug('an edit taken back is clean although a batch is on its way', GATHER_SQL, [
    'WHEN free AND CASE WHEN here',
    'WHEN CASE WHEN here',
  ]),
  bug('an insertion is not journalled', `${STORE}/tracking-sql.ts`, [
    "const body = [...this.#imagesInTheWay('1'), this.#arrival()];",
    "const body = [...this.#imagesInTheWay('1'), 'SELECT 1'];",
  ]),
];

const inTheOutbox: readonly PlantedBug[] = [
  bug('an answer clears a row that was edited since', `${STORE}/dirty.ts`, [
    'AND rev = ? AND held IS NULL',
    'AND (rev = ? OR 1) AND held IS NULL',
  ]),
  bug('an answer clears a row that waits for a person', `${STORE}/dirty.ts`, [
    'AND rev = ? AND held IS NULL',
    'AND (rev = ? OR held IS NOT NULL)',
  ]),
  bug('a merge does not count as an edit', `${STORE}/dirty.ts`, [
    'doubtful = 0, ${EDITED}',
    'doubtful = 0',
  ]),
  bug('fields of an open conflict are sent', `${SYNC}/freeze.ts`, [
    'return columns.filter((index) => !fields.has((row.table.columns[index] as ColumnManifest).name));',
    'return fields.size < 0 ? [] : [...columns];',
  ]),
  {
    name: 'a batch without an answer is frozen anew',
    changes: [
      {
        file: `${SYNC}/push.ts`,
        find: '  const waiting = unansweredBatches(store);',
        put: '  releaseAllBatches(store);\n  const waiting = unansweredBatches(store);',
      },
      {
        file: `${SYNC}/push.ts`,
        find: 'findBatch, type StoredBatch',
        put: 'releaseAllBatches, findBatch, type StoredBatch',
      },
    ],
  },
  bug('a base is taken for newer than it is', `${STORE}/outbox.ts`, [
    'base: [Number(epoch), Number(version)],',
    'base: [Number(epoch), Number(version) && Number(version) + 1],',
  ]),
  bug('a batch is dropped before its answer is settled', `${SYNC}/settle.ts`, [
    '    if (!batch) return;',
    '    if (!batch || answer.exceptions.length > 0) return dropBatch(store, answer.batch);',
  ]),
];

const inWhoSpeaks: readonly PlantedBug[] = [
  bug('a new incarnation keeps the rows of the old one’s batches', `${STORE}/outbox.ts`, [
    "store.db.run('UPDATE _sync_dirty SET batch = NULL WHERE batch IS NOT NULL');",
    '',
  ]),
  {
    name: 'a server that knows a later batch is not believed',
    changes: [
      { file: `${SYNC}/push.ts`, find: 'if (!rewound) throw error;', put: 'throw error;' },
      {
        file: `${SYNC}/pull.ts`,
        find: 'return frozen !== undefined && bodyHash(frozen.body) !== hash;',
        put: "return frozen !== undefined && bodyHash(frozen.body) === '';",
      },
    ],
  },
  bug('what was sent before the server was put back is forgotten', `${SYNC}/pull.ts`, [
    'header.head.epoch > readDesk(store.db).cursor.epoch',
    'false',
  ]),
  bug('what a batch of a former incarnation said is forgotten', `${SYNC}/identity.ts`, [
    '    keepSentImages(store);\n',
    '',
  ]),
  bug('the answer of another incarnation counts', SERVER, [
    'const stored = clinic.batches.get(`${life} ${text}`);',
    'const stored = [...clinic.batches].findLast(([key]) => key.startsWith(life.split(` `)[0]) && key.endsWith(` ${text}`))?.[1];',
  ]),
];

const inThePull: readonly PlantedBug[] = [
  bug('the cursor moves with the first page', `${SYNC}/pull.ts`, [
    '  if (header.next !== null && compareCommits(header.head, readDesk(store.db).seen) > 0) {',
    '  updateDesk(store.db, { cursor: header.head });\n  if (header.next !== null && compareCommits(header.head, readDesk(store.db).seen) > 0) {',
  ]),
  bug('outcomes of unanswered batches are not settled before the rows', `${SYNC}/pull.ts`, [
    'for (const { answer } of header.outcomes) {',
    'for (const { answer } of header.outcomes.slice(header.outcomes.length)) {',
  ]),
  bug('a torn page is applied', `${SYNC}/frame.ts`, [
    "  if (!trailer.success) throw new SatchelError('SYNC_TORN');",
    '  if (!trailer.success)\n    return { header: parse(bytes.subarray(0, headerEnd)), body: bytes.subarray(headerEnd + 1, trailerStart), count: 0 };',
  ]),
  bug('the last row of a page is left out', SERVER, [
    'return frameBody(header, rows)',
    'if (next) rows.splice(-1);\n    return frameBody(header, rows)',
  ]),
  bug('pages are staged and forgotten', `${STORE}/page-store.ts`, [
    "FROM _sync_page ORDER BY seq'",
    "FROM _sync_page ORDER BY seq DESC LIMIT 2'",
  ]),
  bug('an older image is applied', `${SYNC}/apply-row.ts`, [
    "if (held && !isNewer(remote.held, held)) return 'ignored';",
    '',
  ]),
  bug('an unsent edit is overwritten', `${SYNC}/apply-row.ts`, [
    'if (dirty) return context.store.db.transaction',
    'if (dirty?.held) return context.store.db.transaction',
  ]),
  bug('the base stays where it was after a merge', `${SYNC}/apply-row.ts`, [
    '  if (remote.row === null) access.dropBase(pk);\n  else access.writeBase(remote.row);\n\n',
    '',
  ]),
  bug('a tombstone is forgotten', `${SYNC}/apply-row.ts`, [
    '    access.holdTombstone(pk, remote.held);\n    return;',
    '    return;',
  ]),
  bug('remote rows are tracked like edits', `${STORE}/gate.ts`, [
    "db.run('UPDATE _sync_gate SET open = 1');",
    '',
  ]),
  bug('the gate stays open', `${STORE}/gate.ts`, ["db.run('UPDATE _sync_gate SET open = 0');", '']),
  bug('own commits end the pull where others wrote between them', `${SYNC}/settle.ts`, [
    'previous !== null && sameCommit(desk.cursor, previous) && commit.epoch === previous.epoch;',
    'previous !== null && commit.epoch === previous.epoch;',
  ]),
  bug('a unique value that is in the way stops the page', `${SYNC}/apply-pages.ts`, [
    'if (!isUniqueViolation(error)) throw error;',
    'throw error;',
  ]),
];

const inMerging: readonly PlantedBug[] = [
  bug('records with the same key are merged as if they had been one', MERGE, [
    'return base === null || unit.some(',
    'return base !== null && unit.some(',
  ]),
  bug('the server’s value wins', MERGE, [
    'else if (!equal) conflicts.push({ column: column.name, ...sides });',
    'else if (!equal) row[index] = sides.theirs;',
  ]),
  bug('a deletion here beats an edit there', MERGE, [
    "if (isKnown && open.size === 0) return { kind: 'deleted' };",
    "if (base !== null) return { kind: 'deleted' };",
  ]),
  bug('a deletion there beats an edit here', MERGE, [
    "return { kind: 'edit-delete', mine };",
    "return { kind: 'converged', row: null };",
  ]),
  bug('a field that waits for a person is merged when one side moves', MERGE, [
    "open.has('') || unit.some((index) => open.has((table.columns[index] as ColumnManifest).name));",
    'open.size < 0;',
  ]),
];

const inAnswers: readonly PlantedBug[] = [
  bug('an edit made meanwhile is forgotten when its record is answered', `${SYNC}/settle.ts`, [
    '  rebase(context, sent, pk);\n}',
    '  clearDirty(store.db, access.id, pk);\n  access.dropBase(pk);\n}',
  ]),
  bug('what the server applied is held at no version', `${SYNC}/settle.ts`, [
    'else access.hold(pk, place, { at: context.now, own: true });',
    '',
  ]),
  bug('a deletion that was applied leaves no tombstone', `${SYNC}/settle.ts`, [
    "if (mutation[0] === 'd') access.holdTombstone(pk, place);",
    "if (mutation[0] === 'd') access.dropTombstone(pk);",
  ]),
  bug('a mutation that is to come again counts as applied', `${SYNC}/settle.ts`, [
    "    case 'retry':\n      releaseDirty(store.db, access.id, pk);",
    "    case 'retry':\n      clearDirty(store.db, access.id, pk);",
  ]),
  bug('a mutation that came too late counts as applied', `${SYNC}/settle.ts`, [
    "    case 'stale':\n      releaseDirty(store.db, access.id, pk);",
    "    case 'stale':\n      if (sent.rev >= 0) return settleApplied(context, sent);",
  ]),
  bug('a rejected record is not set aside', `${SYNC}/settle.ts`, [
    '      markRejected(store.db, access.id, pk);\n',
    '',
  ]),
];

const afterRestores: readonly PlantedBug[] = [
  bug('nothing is offered to a restored server', `${SYNC}/cycle.ts`, [
    '      reconcile: lowest,\n',
    '      reconcile: lowest < 0 ? 0 : null,\n',
  ]),
  bug('a restored server’s word about common ground is taken', `${SYNC}/cycle.ts`, [
    'const known = await findCommonGround(context);',
    'await findCommonGround(context);\n    const known = Number(error.details.known);',
  ]),
  {
    name: 'a restored server that forgot an answered batch is waited for',
    changes: [
      {
        file: `${SYNC}/cycle.ts`,
        find: '  mintIncarnation(store, context.random, context.witnessPath);\n  store',
        put: '  store',
      },
      { file: `${SYNC}/push.ts`, find: 'if (attempt > 0 && isForgotten)', put: 'if (attempt < 0)' },
    ],
  },
  bug('the restored server’s older image replaces the desk’s', `${SYNC}/apply-row.ts`, [
    '  if (held && isLost(context.reconciliation, held)) {',
    '  if (held && context.now < 0) {',
  ]),
  bug('what was written after the restore is overwritten', `${SYNC}/reconcile.ts`, [
    '(held.epoch >= reconciliation.epoch || held.version > reconciliation.known)',
    'held.epoch > reconciliation.epoch',
  ]),
  bug('the first lost commit is taken for known', `${SYNC}/reconcile.ts`, [
    'held.version > reconciliation.known\n  );\n}\n\n/** Whether',
    'held.version > reconciliation.known + 1\n  );\n}\n\n/** Whether',
  ]),
  bug('a deletion lost with its record is forgotten', `${SYNC}/reconcile.ts`, [
    '    markLostTombstones(store.db, reconciliation);\n',
    '',
  ]),
];

const atTheServer: readonly PlantedBug[] = [
  {
    name: 'a batch is applied as often as it comes',
    changes: [
      { file: SERVER, find: 'if (stored) return stored.answer;\n    if (find(', put: 'if (find(' },
      { file: SERVER, find: ': isThere && based;', put: ': isThere;' },
    ],
  },
  bug('the base version is not checked', SERVER, [': isThere && based;', ': isThere;']),
  bug('a restored server does not notice', SERVER, [
    'if (shown.every(isKnown)) return;',
    'return;',
  ]),
  bug('commits are known by their numbers alone', SERVER, [
    '(held?.epoch === epoch && held.nonce === nonce)',
    'held?.epoch === epoch',
  ]),
  bug('the server forgets what was deleted', SERVER, [
    'v > since.version && !isOwn(v) && order > after)',
    'v > since.version && !isOwn(v) && order > after)\n.filter(({ row }) => row.values !== null)',
  ]),
];

const inNumbers: readonly PlantedBug[] = [
  bug('what names a renumbered record stays with the number', `${SYNC}/renumber.ts`, [
    '    child.write(after);\n',
    '',
  ]),
  bug('what names a new number goes ahead of it', `${STORE}/outbox.ts`, [
    '(n.batch IS NOT NULL OR n.held IS NOT NULL OR n.grp IS NOT NULL)',
    'false',
  ]),
  bug('a record that a restored server lost is renumbered', `${SYNC}/renumber.ts`, [
    '&& !doubtful && sent === null',
    '',
  ]),
];

export const plantedBugs: readonly PlantedBug[] = [
  ...inGathering,
  ...inTheOutbox,
  ...inWhoSpeaks,
  ...inThePull,
  ...inMerging,
  ...inAnswers,
  ...afterRestores,
  ...atTheServer,
  ...inNumbers,
];
