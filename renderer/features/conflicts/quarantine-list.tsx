import type { Quarantined } from '../../../shared/api/quarantine.ts';
import { humanise } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';

const opWords: Readonly<Record<Quarantined['op'], string>> = {
  insert: 'New record',
  update: 'Change',
  delete: 'Deletion',
};

/** What the server did not accept: it stays on this desk, and is tried again once it is corrected. */
export function QuarantineList({ rows }: { rows: readonly Quarantined[] }) {
  return (
    <section aria-labelledby="quarantine-heading">
      <h2 id="quarantine-heading" style={{ margin: '8px 0 2px', fontSize: '1rem' }}>
        Set aside by the server
      </h2>
      <p className="soft" style={{ margin: '0 0 8px' }}>
        These are safe on this desk. Correct a record, and it is sent again with the next sync.
      </p>
      <div className={tables.frame}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">Record</th>
              <th scope="col">Table</th>
              <th scope="col">What</th>
              <th scope="col">Why</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.op === 'delete' ? (
                    row.title || row.key
                  ) : (
                    <a href={linkTo(['records', row.table, 'record', row.key])}>
                      {row.title || row.key}
                    </a>
                  )}
                </th>
                <td>{humanise(row.table)}</td>
                <td>{opWords[row.op]}</td>
                <td style={{ whiteSpace: 'normal' }}>{row.reason}</td>
                <td>
                  <TimeText iso={row.at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
