import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import type { EngineClient } from '../../engine/index.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { temporaryFolder } from '../support/test-desk.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`records by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  /** A desk of its own without a server, and its window. */
  async function openWindow(options: { timezoneId?: string } = {}) {
    const host = await startHost({
      home: temporaryFolder(),
      uiDir: folder,
      log: createMemoryLog(),
      autoSync: false,
      entries: bundledThreads,
    });
    onTestFinished(() => host.close());
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce', ...options });
    onTestFinished(() => watched.page.close());
    return { host, client: host.engine.client, ...watched };
  }

  it('finds a patient by its owner, a telephone number and a microchip, by keyboard alone', async () => {
    const { host, client, page, complaints } = await openWindow();
    const ada = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brändt', phone: '+49 30 1234567' },
    });
    for (const [name, microchip] of [
      ['Rex', '276098100123456'],
      ['Bella', '276098100999999'],
    ] as const)
      await client.records.add({
        table: 'patients',
        values: { owner_id: ada.key, name, species: 'dog', microchip },
      });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('link', { name: 'Records', exact: true }).press('Enter');
    const box = page.getByRole('searchbox', { name: 'Find a record' });
    await box.pressSequentially('rex brandt');
    await page.getByText('1 match', { exact: true }).waitFor();
    await box.fill('030 123');
    await page.getByRole('link', { name: /Ada Brändt/ }).waitFor();
    await box.fill('braendt');
    await page.getByText('3 matches', { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'find');
    await box.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Ada Brändt');
    await page.keyboard.press('Escape');
    await page
      .getByRole('link', { name: /^Owners/ })
      .first()
      .waitFor();
    await box.fill('3456');
    await page.getByText('1 match', { exact: true }).waitFor();
    await box.press('Enter');
    await page.getByRole('heading', { name: 'Rex' }).waitFor();
    await page.goBack();
    expect(await box.inputValue()).toBe('3456');
    await box.fill('nobody');
    await page.getByText('Nothing found').waitFor();
    expect(complaints).toEqual([]);
  });

  it("shows the clinic's day, moves an appointment on with a way back, and draws a patient's weight", async () => {
    const { host, client, page, complaints } = await openWindow({ timezoneId: 'America/New_York' });
    // The desk stands elsewhere: there it is another day for some of these.
    await client.settings.set({ key: 'remote.timeZone', value: 'Pacific/Kiritimati' });
    const rex = await client.records.add({
      table: 'patients',
      values: { name: 'Rex', species: 'dog' },
    });
    const appoint = (starts_at: string, reason: string) =>
      client.records.add({
        table: 'appointments',
        values: { patient_id: rex.key, starts_at, reason, status: 'scheduled' },
      });
    await appoint('2026-11-20T09:59:00.000Z', 'the day before');
    await appoint('2026-11-20T10:00:00.000Z', 'at midnight');
    await appoint('2026-11-21T09:59:00.000Z', 'at night');
    await appoint('2026-11-21T10:00:00.000Z', 'the day after');
    for (const [visited_at, weight_kg] of [
      ['2026-01-05T10:00:00.000Z', 30],
      ['2026-05-05T10:00:00.000Z', 34.5],
    ] as const)
      await client.records.add({
        table: 'visits',
        values: { patient_id: rex.key, visited_at, weight_kg },
      });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.getByRole('link', { name: 'Today', exact: true }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.getByLabel('Day', { exact: true }).fill('2026-11-21');
    await page.getByText('2 appointments').waitFor();
    const rows = page.getByRole('list', { name: 'Appointments of this day' }).getByRole('listitem');
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/^00:00[\s\S]*at midnight/),
      expect.stringMatching(/^23:59[\s\S]*at night/),
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'today');
    await page.getByRole('button', { name: 'Check in: Rex, 00:00' }).click();
    await page.getByRole('button', { name: 'Complete: Rex, 00:00' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Check in: Rex, 00:00' }).waitFor();
    await page.getByRole('button', { name: 'The day after' }).click();
    await page.getByText('the day after').waitFor();

    await page.getByRole('link', { name: 'Rex' }).click();
    await page.getByRole('img', { name: /Weighed 2 times: 30 kg on .*34.5 kg on/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'record');
    await keepsClinicTime(page, client, rex.key);
    await printsSummary(page, client, rex.key);
    expect(complaints).toEqual([]);
  });

  /** Forms and records in the clinic's time, over a change of its clocks, at a desk whose own changed weeks before. */
  async function keepsClinicTime(page: Page, client: EngineClient, patient: string): Promise<void> {
    await client.settings.set({ key: 'remote.timeZone', value: 'Europe/Berlin' });
    await page.reload();
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.evaluate(
      (key) => (window.location.hash = `#/records/appointments/new?patient_id=${key}`),
      patient,
    );
    const starts = page.getByLabel('Starts at');
    await page.getByText('Time of Europe/Berlin').first().waitFor();
    await starts.fill('2026-03-29T02:30');
    await page.getByRole('textbox', { name: 'Reason' }).fill('spring');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('There is no such moment').waitFor();
    await starts.fill('2026-03-29T03:30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'spring' }).waitFor();
    await page.getByText('29 Mar 2026, 03:30', { exact: true }).waitFor();
    const found = await client.records.list({ table: 'appointments', search: 'spring' });
    const [made] = found.records;
    expect(made?.values['starts_at']).toBe('2026-03-29T01:30:00.000Z');
    await page.getByRole('link', { name: 'Edit' }).click();
    expect(await starts.inputValue()).toBe('2026-03-29T03:30');
    await starts.fill('2026-03-29T01:30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('29 Mar 2026, 01:30', { exact: true }).waitFor();
    const { values } = await client.records.get({ table: 'appointments', key: made?.key ?? '' });
    expect(values['starts_at']).toBe('2026-03-29T00:30:00.000Z');
    await page.evaluate(
      (key) => (window.location.hash = `#/records/patients/record/${key}`),
      patient,
    );
    await page.getByRole('heading', { name: 'Rex' }).waitFor();
  }

  /** From the patient's page: by key, by button, and what comes out of the printer. */
  async function printsSummary(page: Page, client: EngineClient, key: string): Promise<void> {
    const owner = await client.records.add({
      table: 'owners',
      values: { full_name: 'Ada Brändt', phone: '+49 30 1234567', notes: 'pays late' },
    });
    const values = { owner_id: owner.key, allergies: 'Penicillin' };
    await client.records.set({ table: 'patients', key, values });
    await client.records.addMany({
      table: 'vaccinations',
      rows: Array.from({ length: 60 }, (_, n) => ({
        patient_id: key,
        vaccine: `Vaccine ${String(n)}`,
        given_on: '2026-01-05',
      })),
    });
    await client.records.add({
      table: 'prescriptions',
      values: { patient_id: key, medication: 'Carprofen', dose: '50', unit: 'mg', is_active: true },
    });
    await client.records.add({
      table: 'visits',
      values: { patient_id: key, visited_at: '2026-06-01T10:00:00.000Z', plan: 'rest\nand water' },
    });
    await page.evaluate(() => (window.print = () => (document.body.dataset['printed'] = 'yes')));
    await page.keyboard.press('Control+p');
    await page.locator('body[data-printed]').waitFor();
    expect(page.url()).toMatch(/\/print$/);
    await page.goBack();
    await page.getByRole('link', { name: 'Print' }).click();
    const paper = page.getByRole('article', { name: 'Rex: summary' });
    await paper.getByText('Carprofen').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'print-summary');

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const text = await page.locator('body').innerText();
    for (const word of ['Printed on', 'Ada Brändt', 'Penicillin', '34.5 kg', 'Vaccine 59', 'rest'])
      expect(text).toContain(word);
    for (const other of ['Sync log', 'Settings', 'Back to', 'pays late'])
      expect(text).not.toContain(other);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await page.emulateMedia({ media: null, colorScheme: null });
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
    }
  }

  it('asks before a patient is added twice, and hands a list over as CSV in which nothing can run', async () => {
    const { host, client, page, complaints } = await openWindow();
    const ada = await client.records.add({
      table: 'owners',
      values: { full_name: '=HYPERLINK("x")', phone: '+49 30 1' },
    });
    await client.records.add({
      table: 'patients',
      values: { owner_id: ada.key, name: 'Rex', species: 'dog', birth_date: '2020-05-01' },
    });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await page.evaluate(
      (key) => (window.location.hash = `#/records/patients/new?owner_id=${key}`),
      ada.key,
    );
    await page.getByRole('textbox', { name: 'Name' }).fill('rex ');
    await page.getByRole('textbox', { name: 'Species' }).fill('dog');
    await page.getByLabel('Birth date').fill('2020-05-01');
    await page.getByRole('button', { name: 'Save' }).click();
    const question = page.getByRole('dialog', { name: 'Is this patient here already?' });
    await question.getByRole('link', { name: 'Rex' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Keep editing' }).click();
    expect((await client.records.list({ table: 'patients' })).total).toBe(1);
    await page.getByLabel('Birth date').fill('2020-05-02');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'rex' }).waitFor();

    await page.evaluate(() => (window.location.hash = '#/records/patients'));
    await page.getByText('2 records').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export list as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('patients.csv');
    const text = await readFile(await download.path(), 'utf8');
    expect(text.split('\r\n').length).toBe(4);
    expect(text).toContain(`"'=HYPERLINK(""x"")",Rex,dog`);
    expect(complaints).toEqual([]);
  });
});
