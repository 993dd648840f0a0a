import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureRenderer } from '../../build/renderer/ensure-renderer.ts';
import { startHost } from '../../host/start-host.ts';
import { axeViolations, noChromium, sharedChromium, openWatchedPage } from '../support/chromium.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { connect, createReadyDatabase } from '../support/postgres.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { bundledThreads } from '../support/bundled-threads.ts';
import { openDesk } from '../support/two-desks.ts';

const reason = noChromium();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`conflicts by hand${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    ({ folder } = await ensureRenderer(root, () => undefined));
    browser = await sharedChromium();
  });

  /** A desk with its window and another one, both at a server, with three owners. */
  async function twoDesks() {
    const databaseUrl = await createReadyDatabase();
    const server = await startTestServer({ databaseUrl });
    const host = await startHost({
      home: temporaryFolder(),
      uiDir: folder,
      log: createMemoryLog(),
      autoSync: false,
      entries: bundledThreads,
      environment: { SATCHEL_SYNC_MAX_RETRIES: '0' },
    });
    onTestFinished(() => host.close());
    const { client } = host.engine;
    const access = { password: PASSWORD, deviceName: 'Front desk' };
    await client.account.setup({ server: server.url, username: 'staff', ...access });
    const keys: string[] = [];
    for (const full_name of ['Ada Brandt', 'Bo Chan', 'Cy Dunn'])
      keys.push((await client.records.add({ table: 'owners', values: { full_name } })).key);
    await client.sync.run({});
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    await other.sync();
    const watched = await openWatchedPage(browser, { reducedMotion: 'reduce' });
    onTestFinished(() => watched.page.close());
    return { host, client, keys, other, databaseUrl, ...watched };
  }

  it('decides many at once and takes it back, narrowed by table, by keyboard alone', async () => {
    const { host, client, keys, other, page, complaints } = await twoDesks();
    const rex = await client.records.add({
      table: 'patients',
      values: { name: 'Rex', species: 'dog' },
    });
    await client.sync.run({});
    await other.sync();
    for (const key of keys) {
      other.records.set('owners', key, { phone: '2' });
      await client.records.set({ table: 'owners', key, values: { phone: '1' } });
    }
    other.records.set('patients', rex.key, { breed: 'Harrier' });
    await client.records.set({ table: 'patients', key: rex.key, values: { breed: 'Beagle' } });
    await other.sync();
    await client.sync.run({});

    await page.goto(host.url);
    await page.getByRole('heading', { name: 'Status', exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Rex' }).waitFor();
    expect(await page.getByRole('region', { name: /Brandt|Chan|Dunn|Rex/ }).count()).toBe(4);
    expect(await axeViolations(page)).toEqual([]);

    const tables = page.getByRole('combobox', { name: 'Table' });
    await tables.press('ArrowDown');
    const owners = page.getByRole('option', { name: 'Owners' });
    await owners.waitFor();
    while ((await owners.getAttribute('data-combobox-selected')) === null)
      await tables.press('ArrowDown');
    await tables.press('Enter');
    await page.getByRole('heading', { name: 'Rex' }).waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'Choose all' }).press('Space');
    await page
      .getByRole('group', { name: 'Many at once' })
      .getByRole('button', { name: 'Keep theirs' })
      .press('Enter');
    const question = page.getByRole('dialog', { name: 'Keep theirs for 3 records?' });
    await question.getByRole('button', { name: 'Keep theirs' }).press('Enter');
    await page.getByText('3 decisions saved').waitFor();
    expect(await phones(client, keys)).toEqual(['2', '2', '2']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByRole('heading', { name: 'Ada Brandt' }).waitFor();
    // One after the other: the first heading is there before the last is taken back.
    await expect.poll(() => phones(client, keys)).toEqual(['1', '1', '1']);

    await page.getByRole('button', { name: 'Keep mine in all fields: Bo Chan' }).press('Enter');
    await page.getByRole('heading', { name: 'Bo Chan' }).waitFor({ state: 'detached' });
    const ada = page.getByRole('region', { name: /Ada Brandt/ });
    await ada.getByRole('radio', { name: /Keep theirs/ }).press('Space');
    await ada.getByRole('button', { name: 'Save decision' }).press('Enter');
    await page.getByRole('heading', { name: 'Ada Brandt' }).waitFor({ state: 'detached' });
    expect(await phones(client, keys)).toEqual(['2', '1', '1']);
    expect(complaints).toEqual([]);
  });

  it('shows what fixed rules would decide, decides it and takes it back, and makes one patient of two', async () => {
    const { host, client, keys, other, databaseUrl, page, complaints } = await twoDesks();
    const [ada = '', , cy = ''] = keys;
    const bello = { owner_id: ada, name: 'Bello', species: 'dog', birth_date: '2020-05-01' };
    // Written here first, and later there; Cy's the other way round; and one patient added at both.
    for (const key of keys.slice(0, 2))
      await client.records.set({ table: 'owners', key, values: { phone: '1' } });
    other.records.set('owners', cy, { phone: '2' });
    await arriveAt(databaseUrl, "now() - interval '1 hour'");
    await other.sync();
    await client.records.set({ table: 'owners', key: cy, values: { phone: '1' } });
    await arriveAt(databaseUrl, "now() + interval '1 hour'");
    for (const key of keys.slice(0, 2)) other.records.set('owners', key, { phone: '2' });
    other.records.add('patients', { ...bello, breed: 'Beagle', notes: 'shy', sex: 'male' });
    await other.sync();
    const here = await client.records.add({
      table: 'patients',
      values: { ...bello, breed: 'Harrier', allergies: 'Penicillin' },
    });
    await client.records.add({
      table: 'visits',
      values: { patient_id: here.key, visited_at: '2026-06-01T10:00:00.000Z' },
    });
    await client.sync.run({});

    await page.goto(host.url);
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Conflicts/ })
      .click();
    await page.getByRole('button', { name: 'Resolve automatically…' }).click();
    const preview = page.getByRole('dialog', { name: 'What needs no person' });
    await preview.getByText('2 conflicts would be decided by fixed rules, 2 left').waitFor();
    const lines = (await preview.getByRole('row').allInnerTexts()).slice(1).sort();
    expect(lines).toEqual([
      expect.stringMatching(/Ada Brandt[\s\S]*Phone\s+1\s+2\s+Keep theirs\s+.*later/),
      expect.stringMatching(/Bo Chan[\s\S]*Phone\s+1\s+2\s+Keep theirs\s+.*later/),
    ]);
    const left = await preview.getByRole('listitem').allInnerTexts();
    expect(left.join()).toMatch(/Cy Dunn, Phone: .*Bello, Whole record: |Bello.*Cy Dunn/);
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'auto-resolve');
    await preview.getByRole('button', { name: 'Cancel' }).click();
    expect(await phones(client, keys)).toEqual(['1', '1', '1']);
    await page.getByRole('button', { name: 'Resolve automatically…' }).press('Enter');
    await preview.getByRole('button', { name: 'Decide these 2' }).press('Enter');
    await preview.getByText('2 conflicts were decided').waitFor();
    expect(await phones(client, keys)).toEqual(['2', '2', '1']);
    expect(await axeViolations(page)).toEqual([]);
    await preview.getByRole('button', { name: 'Take 2 back' }).press('Enter');
    await expect.poll(() => phones(client, keys)).toEqual(['1', '1', '1']);

    const pair = page.getByRole('region', { name: /Bello/ });
    await pair.getByRole('radio', { name: /Make one record of both/ }).check();
    await pair.getByRole('radio', { name: 'Breed: Harrier' }).check();
    await pair.getByRole('textbox', { name: 'Another value for Notes' }).fill('shy at first');
    expect(await axeViolations(page)).toEqual([]);
    await guidePicture(page, 'one-of-two');
    await pair.getByRole('button', { name: 'Save decision' }).click();
    await pair.waitFor({ state: 'detached' });
    const [one, ...more] = (await client.records.list({ table: 'patients' })).records;
    expect(more).toEqual([]);
    expect(one?.values).toMatchObject({
      ...{ breed: 'Harrier', allergies: 'Penicillin', notes: 'shy at first', sex: 'male' },
    });
    const visits = await client.records.list({
      table: 'visits',
      where: { patient_id: one?.key ?? '' },
    });
    expect(visits.total).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('sends a record that was set aside again, gives it up, takes it back, and hands it over', async () => {
    const { host, client, other, page, complaints } = await twoDesks();
    other.records.add('patients', { name: 'Max', species: 'dog', microchip: '9' });
    await other.sync();
    const rex = await client.records.add({
      table: 'patients',
      values: { name: 'Rex', species: 'dog', microchip: '9' },
    });
    await client.sync.run({ direction: 'push' });

    await page.goto(host.url);
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Conflicts/ })
      .click();
    await page.getByText('“Microchip” is already used by another record').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('"microchip": "9"');

    // The log of that sync names the record, with the same ways out.
    await page.getByRole('navigation').getByRole('link', { name: 'Sync log' }).click();
    await page.getByRole('heading', { name: 'Sync log' }).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').press('Enter');
    await page.getByRole('heading', { name: 'Could not be sent' }).waitFor();
    await page.getByRole('button', { name: 'Send again: Rex' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Conflicts/ })
      .click();

    await page.getByRole('button', { name: 'Ignore: Rex' }).press('Enter');
    const question = page.getByRole('dialog', { name: 'Give up the edit of Rex?' });
    await question.getByRole('button', { name: 'Give it up' }).press('Enter');
    await page.getByText('Nothing needs you').waitFor();
    expect((await client.records.list({ table: 'patients' })).total).toBe(0);
    await page.getByText('Decided', { exact: true }).click();
    await page.getByRole('button', { name: 'Take back: Rex' }).press('Enter');
    await page.getByText('Rex: sent again with the next sync.').waitFor();
    expect((await client.records.get({ table: 'patients', key: rex.key })).values['name']).toBe(
      'Rex',
    );

    await client.sync.run({ direction: 'push' });
    await page.getByText('To decide', { exact: true }).click();
    await page.getByRole('link', { name: 'Edit: Rex' }).press('Enter');
    await page.getByRole('textbox', { name: 'Microchip' }).fill('10');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: 'Rex', exact: true }).waitFor();
    await client.sync.run({});
    await page.getByRole('main').getByText('Safe on the server', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});

/**
 * When the server takes what arrives from now on to have arrived. A desk is mistaken in the server's clock by half a request,
 * which takes seconds on a busy machine: what one test calls later is later by more than that.
 */
async function arriveAt(databaseUrl: string, time: string): Promise<void> {
  const sql = await connect(databaseUrl);
  await sql.query(`ALTER TABLE satchel.commits ALTER at SET DEFAULT ${time}`);
  await sql.end();
}

type Client = Awaited<ReturnType<typeof startHost>>['engine']['client'];

async function phones(client: Client, keys: readonly string[]): Promise<unknown[]> {
  const found = [];
  for (const key of keys)
    found.push((await client.records.get({ table: 'owners', key })).values['phone']);
  return found;
}
