import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';

/** How each fuse of the packed app has to stand, by Electron's own names. */
const wanted: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/**
 * Reads the fuses back from the packed binary: a line for each that does not stand as it should.
 * @throws Error where the file is no Electron
 */
export async function fuseProblems(binary: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(binary);
  return Object.entries(wanted).flatMap(([name, on]) => {
    const state = wire[FuseV1Options[name as keyof typeof FuseV1Options]];
    const stands = state === (on ? FuseState.ENABLE : FuseState.DISABLE);
    return stands ? [] : [`${name} should be ${on ? 'on' : 'off'}`];
  });
}
