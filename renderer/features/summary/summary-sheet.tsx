import type { ReactNode } from 'react';
import type { RecordPage, RecordView, TableDescription } from '../../../shared/api/records.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { formatDay, formatMinute } from '../../text/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { recordTitle } from '../records/record-page.tsx';
import { StaleNote } from '../records/stale-note.tsx';
import { kilograms, WeightDrawing, weighingOf } from '../records/weight-chart.tsx';
import { useSession } from '../session/desk-context.tsx';
import type { PatientSummary } from './patient-summary.ts';
import classes from './summary-sheet.module.css';

interface SheetProps {
  readonly summary: PatientSummary;
  readonly tables: readonly TableDescription[];
}

/** The paper: its head comes again on every printed page, so that a page that got lost still says whose it is. */
export function SummarySheet({ summary, tables }: SheetProps) {
  const { patient, owner } = summary;
  const clinic = useSession(({ report }) => report?.clinic ?? null);
  const now = useNow(60_000);
  const words = (name: string): TableDescription | undefined =>
    tables.find((table) => table.name === name);
  const patients = words('patients');
  const title = patients ? recordTitle(patient, patients) : patient.title;
  const weighings = summary.visits.records.flatMap(weighingOf).reverse();
  return (
    <article data-paper className={classes.sheet} aria-label={t('summary.pageTitle', { title })}>
      <div className={classes.running}>
        <div className={classes.runningLine}>
          <span>{[clinic, title].filter(Boolean).join(' · ')}</span>
          <span>{t('summary.printedAt', { when: formatMinute(new Date(now).toISOString()) })}</span>
        </div>
      </div>
      <div className={classes.body}>
        <h2 className={classes.name}>{title}</h2>
        <StaleNote />
        <div className={classes.people}>
          {patients && (
            <Facts
              heading={patients.singular}
              table={patients}
              record={patient}
              without={['name', 'owner_id', 'allergies', 'notes']}
            />
          )}
          {owner && <OwnerFacts table={words('owners')} owner={owner} />}
        </div>
        <Allergies table={patients} patient={patient} />
        <LongText table={patients} record={patient} column="notes" />
        {weighings.length > 0 && (
          <Section heading={t('clinic.weight')}>
            <WeightDrawing weighings={weighings} />
            <ul className={classes.weights}>
              {weighings.map(({ at, day, kilograms: weight }) => (
                <li key={at}>
                  <span>{formatDay(day)}</span> <b>{kilograms(weight)}</b>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Rows table={words('vaccinations')} page={summary.vaccinations} />
        <Rows table={words('prescriptions')} page={summary.prescriptions} without={['visit_id']} />
        <Visits table={words('visits')} page={summary.visits} />
      </div>
    </article>
  );
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>{heading}</h3>
      {children}
    </section>
  );
}

interface FactsProps {
  readonly heading: string;
  readonly table: TableDescription;
  readonly record: RecordView;
  readonly without: readonly string[];
}

function Facts({ heading, table, record, without }: FactsProps) {
  return (
    <Section heading={heading}>
      <dl className={classes.facts}>
        {shownColumns(table, without).map((column) => {
          const text = valueWords(column, record);
          return (
            text !== null && (
              <div key={column.name}>
                <dt>{column.label}</dt>
                <dd>{text}</dd>
              </div>
            )
          );
        })}
      </dl>
    </Section>
  );
}

function OwnerFacts({ table, owner }: { table: TableDescription | undefined; owner: RecordView }) {
  if (!table) return null;
  // What a clinic notes about an owner is not for the paper that the owner takes home.
  return <Facts heading={table.singular} table={table} record={owner} without={['notes']} />;
}

/** Stands out, and says so where there is none: a silence could be read either way. */
function Allergies({
  table,
  patient,
}: {
  table: TableDescription | undefined;
  patient: RecordView;
}) {
  const column = table?.columns.find(({ name }) => name === 'allergies');
  if (!column) return null;
  const text = valueWords(column, patient);
  return (
    <section className={classes.allergies} data-some={text !== null || undefined}>
      <h3>{column.label}</h3>
      <p>{text ?? t('summary.noAllergies')}</p>
    </section>
  );
}

interface LongTextProps {
  readonly table: TableDescription | undefined;
  readonly record: RecordView;
  readonly column: string;
}

function LongText({ table, record, column: name }: LongTextProps) {
  const column = table?.columns.find((one) => one.name === name);
  const text = column && valueWords(column, record);
  if (!column || !text) return null;
  return (
    <Section heading={column.label}>
      <p className={classes.text}>{text}</p>
    </Section>
  );
}

interface ListProps {
  readonly table: TableDescription | undefined;
  readonly page: RecordPage;
  readonly without?: readonly string[];
}

function Rows({ table, page, without = [] }: ListProps) {
  if (!table) return null;
  const columns = shownColumns(table, ['patient_id', ...without]);
  return (
    <Section heading={table.label}>
      {page.records.length === 0 ? (
        <p>{t('records.noneRelated')}</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              {columns.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.records.map((record) => (
              <tr key={record.key}>
                {columns.map((column) => (
                  <td key={column.name}>{valueWords(column, record) ?? '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Older page={page} />
    </Section>
  );
}

function Visits({ table, page }: ListProps) {
  if (!table) return null;
  const [time] = table.columns.filter(({ name }) => name === 'visited_at');
  const texts = table.columns.filter(({ name, multiline }) => multiline || name === 'condition');
  const short = ['staff_id', 'weight_kg'].flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  );
  return (
    <Section heading={table.label}>
      {page.records.length === 0 && <p>{t('records.noneRelated')}</p>}
      {page.records.map((visit) => (
        <div key={visit.key} className={classes.visit}>
          <h4>
            {[time, ...short]
              .flatMap((column) => (column && valueWords(column, visit)) ?? [])
              .join(' · ')}
          </h4>
          <dl>
            {texts.map((column) => {
              const text = valueWords(column, visit);
              return (
                text !== null && (
                  <div key={column.name}>
                    <dt>{column.label}</dt>
                    <dd className={classes.text}>{text}</dd>
                  </div>
                )
              );
            })}
          </dl>
        </div>
      ))}
      <Older page={page} />
    </Section>
  );
}

function Older({ page }: { page: RecordPage }) {
  const left = page.total - page.records.length;
  return left > 0 ? <p>{t('summary.older', { count: left })}</p> : null;
}

function shownColumns(
  table: TableDescription,
  without: readonly string[],
): readonly ColumnDescription[] {
  return table.columns.filter(({ name }) => name !== 'id' && !without.includes(name));
}

/** What it refers to by name, a weight with its unit, everything else as the window shows it. */
function valueWords(column: ColumnDescription, record: RecordView): string | null {
  const value = record.values[column.name];
  if (column.name === 'weight_kg' && typeof value === 'number') return kilograms(value);
  const text = displayValue(column, value);
  return text === null ? null : (record.references[column.name] ?? text);
}
