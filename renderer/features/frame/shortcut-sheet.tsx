import { Kbd, Modal } from '@mantine/core';
import { t, type TextKey } from '../../text/t.ts';
import classes from './shortcut-sheet.module.css';

const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

const rows: readonly (readonly [readonly string[], TextKey])[] = [
  [[modifier, 'K'], 'frame.keyPalette'],
  [['?'], 'frame.keySheet'],
  [[modifier, 'P'], 'frame.keyPrint'],
  [['/'], 'frame.keySearch'],
  [['g', 's'], 'frame.status'],
  [['g', 'r'], 'frame.records'],
  [['g', 'c'], 'frame.conflicts'],
  [['g', 'l'], 'frame.log'],
  [['g', 'b'], 'frame.backups'],
  [['g', 'd'], 'frame.diagnostics'],
  [['g', 'e'], 'frame.settings'],
  [['↑', '↓'], 'frame.keyRows'],
  [['Home', 'End'], 'frame.keyEnds'],
];

/** Every key that does something, on one sheet. */
export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('frame.shortcuts')}
      closeButtonProps={{ 'aria-label': t('words.close') }}
      centered
    >
      <dl className={classes.keys}>
        {rows.map(([keys, text]) => (
          <div key={text} className={classes.row}>
            <dt>{t(text)}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft">{t('frame.shortcutsWhy')}</p>
    </Modal>
  );
}
