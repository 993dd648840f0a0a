import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { PASSWORD, startTestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { openDesk } from '../../support/two-desks.ts';
import type { Desktop, LaunchOptions } from './desktop.ts';
import { askLikePlantedScript, runPlantedScript } from './planted-script.ts';

const within = { timeout: 30_000 };

/** What the desktop app does all day; the same cases on the double and on a real Electron. */
export function desktopScenario(launch: (options: LaunchOptions) => Promise<Desktop>): void {
  async function atClinic() {
    const server = await startTestServer();
    const home = temporaryFolder();
    const desktop = await launch({ home });
    const { client } = desktop;
    await client.account.setup({ server: server.url, username: 'staff', password: PASSWORD });
    await client.sync.run({});
    return { server, desktop, client };
  }
  const phoneOf = async (desk: Desktop, key: string) =>
    (await desk.client.records.get({ table: 'owners', key })).values['phone'];

  it('shows its window, signs in there, works offline, and sends by a click in the tray', async () => {
    const server = await startTestServer();
    const desktop = await launch({ home: temporaryFolder() });
    const { client } = desktop;
    const page = await desktop.page();
    await page.getByRole('textbox', { name: 'Server address' }).fill(server.url);
    await page.getByRole('textbox', { name: 'User name' }).fill('staff');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Connect this desk' }).click();
    await page.getByRole('button', { name: 'Go on later' }).click();
    await page.getByRole('navigation').waitFor();
    expect(await desktop.windowIsVisible()).toBe(true);
    await client.settings.set({ key: 'database.realTimeSync', value: false });
    await client.records.add({ table: 'owners', values: { full_name: 'Ada Brandt' } });
    await vi.waitFor(async () => {
      expect((await desktop.tray()).toolTip).toMatch(/1 change/);
    }, within);

    await desktop.chooseInTray('Sync now');
    await vi.waitFor(async () => {
      expect((await desktop.tray()).toolTip).toContain('Everything is on the server');
    }, within);
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    await other.sync();
    expect(other.records.list({ table: 'owners' }).total).toBe(1);
  });

  it('pauses and resumes from the tray, and syncs and locks with the computer', async () => {
    const { desktop, client } = await atClinic();
    await desktop.chooseInTray('Pause until resumed');
    await vi.waitFor(async () => {
      expect((await desktop.tray()).labels).toContain('Resume');
    }, within);
    const before = (await client.status.get({})).totalSyncsCompleted;
    await client.records.add({ table: 'owners', values: { full_name: 'Paula' } });
    await desktop.system('resume');
    expect((await client.status.get({})).totalSyncsCompleted).toBe(before);
    await desktop.chooseInTray('Resume');
    await vi.waitFor(async () => {
      expect((await client.status.get({})).state).toBe('synced');
    }, within);
    await client.settings.set({ key: 'database.realTimeSync', value: false });
    await client.records.add({ table: 'owners', values: { full_name: 'Wanda' } });
    await desktop.system('resume');
    await vi.waitFor(async () => {
      const [newest] = await client.logs.list({ limit: 1 });
      expect(newest?.trigger).toBe('wake');
    }, within);

    await client.desk.setPin({ username: 'staff', password: PASSWORD, pin: '258036' });
    await desktop.system('lock-screen');
    const page = await desktop.page();
    await page.getByRole('heading', { name: 'This desk is locked' }).waitFor();
    await desktop.system('unlock-screen');
    expect((await client.desk.state({})).locked).toBe(true);
  });

  it('tells of a conflict, and the notification opens it', async () => {
    const { server, desktop, client } = await atClinic();
    const page = await desktop.page();
    const { key } = await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    await client.sync.run({});
    const other = await openDesk({ url: server.url, username: 'admin', password: PASSWORD });
    await other.sync();
    other.records.set('owners', key, { phone: '1' });
    // Told of the other's edit at once, this desk would have it before its own.
    await client.settings.set({ key: 'database.realTimeSync', value: false });
    await client.records.set({ table: 'owners', key, values: { phone: '2' } });
    await other.sync();
    await client.sync.run({}).catch(() => undefined);
    await vi.waitFor(async () => {
      expect(await desktop.notifications()).toContain('1 conflict to decide');
    }, within);
    expect((await desktop.tray()).labels).toContain('1 conflict …');

    await desktop.closeWindow();
    await desktop.clickNotification('1 conflict to decide');
    expect(await desktop.windowIsVisible()).toBe(true);
    await page.getByRole('heading', { name: 'Conflicts' }).waitFor();
  });

  it('backs up by a click in the tray, and tells of a backup that failed', async () => {
    const { desktop, client } = await atClinic();
    const page = await desktop.page();
    await desktop.chooseInTray('Back up now');
    await vi.waitFor(async () => {
      expect(await client.backups.list()).toMatchObject([{ reason: 'manual', state: 'verified' }]);
    }, within);
    await client.settings.set({ key: 'backup.dir', value: 'config.json' });
    await vi.waitFor(async () => {
      expect((await desktop.tray()).labels).toContain('Back up now');
    }, within);
    await desktop.chooseInTray('Back up now');
    await vi.waitFor(async () => {
      expect(await desktop.notifications()).toContain('The backup failed');
    }, within);
    await desktop.clickNotification('The backup failed');
    await page.waitForURL(/#\/backups/);
  });

  it('goes on in the tray when its window is closed, and says so once', async () => {
    const { desktop, client } = await atClinic();
    await desktop.closeWindow();
    expect(await desktop.windowIsVisible()).toBe(false);
    expect(await desktop.notifications()).toContain('Satchel goes on in the tray');
    expect((await client.status.get({})).configured).toBe(true);
    await desktop.chooseInTray('Open Satchel');
    await desktop.clickNotification('Satchel goes on in the tray');
    await desktop.dismissNotifications();
    await desktop.closeWindow();
    expect(await desktop.windowIsVisible()).toBe(false);
    expect(await desktop.notifications()).toEqual([]);
  });

  it('shows the window it has when it is started again, at the record a link names', async () => {
    const { desktop, client } = await atClinic();
    const page = await desktop.page();
    const { key } = await client.records.add({ table: 'owners', values: { full_name: 'Ada' } });
    await desktop.closeWindow();
    await desktop.startAgain([`satchel://owner/${key}`]);
    expect(await desktop.windowIsVisible()).toBe(true);
    await page.getByRole('heading', { name: 'Ada' }).waitFor();
    await desktop.minimizeWindow();
    await desktop.startAgain(['satchel://owner/../settings']);
    expect(await desktop.windowIsVisible()).toBe(true);
    await page.getByRole('heading', { name: 'Ada' }).waitFor();
    const other = await client.records.add({ table: 'owners', values: { full_name: 'Bo' } });
    await desktop.openLink(`satchel://owner/${other.key}`);
    await page.getByRole('heading', { name: 'Bo' }).waitFor();
  });

  it('loses nothing when the engine dies in mid-sync, and loads a page that died again', async () => {
    const { desktop, client } = await atClinic();
    const page = await desktop.page();
    await client.settings.set({ key: 'database.realTimeSync', value: false });
    const rows = Array.from({ length: 1000 }, (_, n) => ({ full_name: `Owner ${String(n)}` }));
    for (let times = 0; times < 3; times++) await client.records.addMany({ table: 'owners', rows });
    const syncing = client.sync.run({}).catch(() => 'cut off');
    await desktop.crashEngine();
    expect(await syncing).toBe('cut off');
    await vi.waitFor(() => client.status.get({}), within);
    await client.sync.run({});
    await vi.waitFor(async () => {
      const { pending, tables } = await client.status.get({});
      const owners = tables.find(({ table }) => table === 'owners');
      expect([pending, owners?.here, owners?.there]).toEqual([0, 3000, 3000]);
    }, within);
    await page.getByRole('navigation').waitFor();

    await desktop.crashPage();
    await vi.waitFor(async () => {
      const again = await desktop.page();
      expect(await again.getByRole('navigation').count()).toBe(1);
    }, within);
  });

  it('saves the summary of a patient as a PDF where the person says, and nothing of another page', async () => {
    const home = temporaryFolder();
    const desktop = await launch({ home });
    const { key } = await desktop.client.records.add({
      table: 'patients',
      values: { name: 'Rex/2', species: 'dog', allergies: 'Penicillin' },
    });
    const page = await desktop.page();
    // The first run: an existing database is chosen in the system's dialog.
    await desktop.answerDialogs(join(home, 'old.db'));
    await page.getByRole('radio', { name: /existing database/ }).check();
    await page.getByRole('button', { name: 'Choose…' }).click();
    const chosen = page.getByRole('textbox', { name: 'Database file' });
    await vi.waitFor(async () => {
      expect(await chosen.inputValue()).toBe(join(home, 'old.db'));
    }, within);
    await page.getByRole('button', { name: 'Work on this desk only, for now' }).click();
    await desktop.startAgain([`satchel://patient/${key}`]);
    await page.getByRole('heading', { name: 'Rex/2' }).waitFor();
    const path = join(home, 'out.pdf');
    await desktop.answerDialogs(path);
    const outcome = page.evaluate(
      () =>
        new Promise((resolve) => {
          window.addEventListener('message', ({ data }) => {
            resolve(data);
          });
          setTimeout(resolve, 300, 'no answer');
          (window as unknown as { satchel: { savePdf(): void } }).satchel.savePdf();
        }),
    );
    expect(await outcome).toBe('no answer');
    await page.getByRole('link', { name: 'Print' }).click();
    await page.getByText('Penicillin').waitFor();
    await desktop.answerDialogs(null);
    const save = page.getByRole('button', { name: 'Save as PDF' });
    await save.click();
    await page.locator('[data-loading]').first().waitFor({ state: 'detached' });
    await desktop.answerDialogs(path);
    await save.click();
    await page.getByText('The summary was saved as out.pdf.').waitFor();
    expect(readFileSync(path, 'latin1')).toMatch(/^%PDF-[\s\S]*\/Type \/Page\b/);
    await desktop.answerDialogs(join(home, 'no such folder', 'out.pdf'));
    await save.click();
    await page.getByText('The PDF could not be saved').waitFor();
  });

  it('keeps every edit over a quit and a new start, which is hidden where it is told to, until a click', async () => {
    const home = temporaryFolder();
    const first = await launch({ home });
    const { key } = await first.client.records.add({
      table: 'owners',
      values: { full_name: 'Ada', phone: '7' },
    });
    expect(await first.quit()).toBe(0);
    const second = await launch({ home, args: ['--hidden'] });
    expect(await phoneOf(second, key)).toBe('7');
    expect(await second.windowIsVisible()).toBe(false);
    await second.chooseInTray('Open Satchel');
    await vi.waitFor(async () => {
      expect(await second.windowIsVisible()).toBe(true);
    }, within);
  });

  it('gives the page no Node and one function an intent, runs no planted script and goes nowhere', async () => {
    const desktop = await launch({ home: temporaryFolder() });
    const page = await desktop.page();
    await page.getByRole('heading').first().waitFor();
    const seen = await page.evaluate(() => ({
      node: typeof (globalThis as { process?: unknown }).process,
      require: typeof (globalThis as { require?: unknown }).require,
      offered: Object.keys((globalThis as { satchel?: object }).satchel ?? {}),
    }));
    expect(seen).toEqual({
      node: 'undefined',
      require: 'undefined',
      offered: ['connect', 'savePdf', 'chooseDatabase', 'chooseFolder'],
    });

    // A script that came in: each way out is tried, and the page's own policy names what it stopped.
    const { tried, stopped } = await page.evaluate(runPlantedScript);
    expect(tried).toEqual({
      inline: false,
      file: 'stopped',
      outside: 404,
      foreign: 'stopped',
      beacon: 'stopped',
      socket: 'stopped',
      worker: 'stopped',
      script: 'stopped',
    });
    expect(stopped).toEqual(
      expect.arrayContaining([
        'script-src-elem',
        'connect-src',
        'img-src',
        'frame-src',
        'form-action',
      ]),
    );
    expect(await page.evaluate(askLikePlantedScript)).toEqual([404, 404, 404, 404, 404, 400]);
    expect((await desktop.client.records.list({ table: 'owners' })).total).toBe(0);
    const before = page.url();
    await page.evaluate(() => {
      window.open('https://example.com/');
      window.location.href = 'https://example.com/';
    });
    await page.getByRole('heading').first().waitFor();
    expect(page.url()).toBe(before);
  });
}
