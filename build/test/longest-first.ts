import { dirname, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Short files that take long, by group and the longest first. Vitest begins with the largest files; one of these at the end
 * of its group would run alone, with a core that waits for it.
 */
const longest: readonly string[] = [
  'tests/simulation/histories-1.test.ts',
  'tests/simulation/histories-2.test.ts',
  'tests/engine/backup/kills.test.ts',
  'tests/simulation/planted.test.ts',
  'tests/engine/killed-at-points.pg.test.ts',
  'tests/engine/large-pull.pg.test.ts',
  'tests/engine/kills.pg.test.ts',
  'tests/cli/migrate.pg.test.ts',
  'tests/cli/quarantine.pg.test.ts',
  'tests/renderer/pages.e2e.test.ts',
  'tests/electron/updates/updates.e2e.test.ts',
  'tests/electron/desktop.e2e.test.ts',
  'tests/build/commands.e2e.test.ts',
  'tests/renderer/keeping.e2e.test.ts',
  'tests/renderer/backups.e2e.test.ts',
  'tests/renderer/first-run.e2e.test.ts',
  'tests/renderer/encryption.e2e.test.ts',
  'tests/renderer/pictures.e2e.test.ts',
];

/** In which order the files of a project begin: the longest first, so that its workers end at about the same time. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    // Projects follow one another as Vitest has them.
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const root = dirname(dirname(import.meta.dirname));
    const ranked = sorted.map((file) => ({
      file,
      project: projects.indexOf(file.project.name),
      rank: rankOf(relative(root, file.moduleId)),
    }));
    return ranked
      .toSorted((a, b) => a.project - b.project || a.rank - b.rank)
      .map(({ file }) => file);
  }
}

function rankOf(path: string): number {
  const place = longest.indexOf(path.replaceAll('\\', '/'));
  return place === -1 ? longest.length : place;
}
